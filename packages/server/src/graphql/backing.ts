import type { Failure, Problem, Holding, Processor, Purpose, Referral } from '@rechtop/connector'
import type {
  Batch,
  BatchFailure,
  Criterion,
  DueSubject,
  Finding,
  LocatedSubject,
  Plan,
  PlanChange,
  PlanGap,
  PlanLine,
  Request,
  RequestError,
  RequestEvent,
  RequestStatus,
  Run,
  SubjectInSystem,
  SubjectMatch,
  System,
} from '@rechtop/engine'
import type { DataIssue, Identifier, Keep } from '@rechtop/schema'

/** A holding of a configured system. */
export type HoldingOfSystem = { readonly system: System; readonly name: string; readonly holding: Holding }

/** A record that was read, with where it stands and whose it is. */
export type StoredRecord = HoldingOfSystem & {
  readonly subject: LocatedSubject
  readonly match: SubjectMatch
  readonly ref: string
  readonly data: unknown
  readonly isShared: boolean
}

/** What stands behind each GraphQL object type. */
export type BackingObjects = {
  Subject: LocatedSubject
  SubjectInSystem: SubjectInSystem
  SubjectMatch: SubjectMatch
  Identifier: Identifier
  Referral: { readonly system: string; readonly referral: Referral }
  Controller: { readonly id: string; readonly label: string }
  Failure: Failure
  Stored: StoredRecord
  DataIssue: DataIssue
  System: System
  SystemHealth: { readonly problems: readonly Problem[] }
  SystemProblem: Problem
  Processor: Processor
  Holding: HoldingOfSystem
  Purpose: { readonly holding: Holding; readonly purpose: Purpose }
  Retention: Keep<string>
  Residue: { readonly what: string; readonly citation: string }
  Plan: Plan
  PlanLine: { readonly id: string; readonly line: PlanLine }
  PlanGap: PlanGap
  PlanChange: PlanChange
  Request: Request
  Run: Run
  Finding: Finding
  RequestEvent: RequestEvent
  RequestSubject: Request['subject']
  RequestProgress: { readonly done: number; readonly total: number }
  ExportPackage: NonNullable<Request['package']> & { readonly request: string }
  Batch: Batch
  BatchProgress: { readonly status: RequestStatus; readonly count: number }
  BatchFailure: BatchFailure
  Criterion: Criterion
  DueSubject: DueSubject
  RequestPayload: {
    readonly request: Request | null
    readonly batch: Batch | null
    readonly errors: readonly RequestError[]
  }
  RequestError: RequestError
}

/** What stands behind each GraphQL interface. */
export type BackingInterfaces = { PersonalRecord: StoredRecord }
