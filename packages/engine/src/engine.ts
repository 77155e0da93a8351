import type { ExportItem, Failure, Holdings, Page, Problem } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import type { Criterion, DuePage } from './criterion/criterion.ts'
import type { Plan, PlanLine } from './plan/plan.ts'
import type { Policy } from './policy/policy.ts'
import type { Requests } from './request/request.ts'
import type { LocatedSubject, MatchDecisions, SubjectMatch } from './subject/located.ts'
import type { System } from './system/system.ts'

/** What to read of one match. */
export type ReadOrder = { readonly match: SubjectMatch; readonly holdings: Readonly<Record<string, Page>> }

/**
 * The records that were read, each with the index of its order in `of`, and the reasons why some holdings of the
 * orders could not be, or not whole.
 */
export type Read = {
  readonly items: readonly (ExportItem<Holdings> & { readonly match: string })[]
  readonly failures: readonly {
    readonly system: string
    readonly holding: string
    readonly failure: Failure
  }[]
}

/** Rechtop without a network around it. */
export type Engine = {
  readonly policy: Policy
  /** The systems by id, in the order of the configuration. */
  readonly systems: ReadonlyMap<string, System>
  /** Why an identifier can't be searched for; empty when all can. */
  problemsOf(
    identifiers: readonly Identifier[],
  ): readonly { readonly index: number; readonly message: string }[]
  /** Finds people everywhere, now. One answer per subject; as many calls per system as for one. */
  locate(
    subjects: readonly { readonly identifiers: readonly Identifier[]; readonly decisions?: MatchDecisions }[],
    signal?: AbortSignal,
  ): Promise<readonly LocatedSubject[]>
  /** Reads records of one system: one `export` call for all orders. */
  read(system: string, orders: readonly ReadOrder[], signal?: AbortSignal): Promise<Read>
  /** What an erasure of each would do. Changes nothing; as many calls per system as for one. */
  plans(subjects: readonly LocatedSubject[], signal?: AbortSignal): Promise<readonly Plan[]>
  /** What names people who are due, by id, in the order of the configuration. */
  readonly criteria: ReadonlyMap<string, Criterion>
  /** A page of those whom a criterion names now, whether or not a request is open. Null when there is no such one. */
  due(
    criterion: string,
    page: { readonly first: number; readonly after?: string },
    signal?: AbortSignal,
  ): Promise<DuePage | null>
  readonly requests: Requests
  /** True when our database answers and, unless it is an API alone, its workers run. */
  ready(): Promise<boolean>
  /** What keeps a system from doing what its connector declares, and what a person should mend in it. */
  check(system: string): Promise<readonly Problem[]>
  /** An opaque id for a record: a keyed hash, because a ref can be an e-mail address. */
  recordId(system: string, holding: string, match: string, ref: string): string
  /** Starts carrying requests out, unless it is an API alone. */
  start(): Promise<void>
  /** Finishes what is in hand and lets go of everything. */
  stop(): Promise<void>
}

export type { Plan, PlanLine }
