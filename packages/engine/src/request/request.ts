import type { Failure } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import type { PlanChange } from '../plan/difference.ts'
import type { Plan } from '../plan/plan.ts'
import type { MatchDecisions, SubjectInSystem } from '../subject/located.ts'
import type { Batch, BatchResult, EraseMany } from './batch.ts'
import type { RequestEventKind } from './transition.ts'

export type RequestRight = 'access' | 'erasure'

/**
 * received → (locate, plan) → awaiting-approval → running → verified          an erasure
 * received → (locate) → running → completed                                  an access
 *
 * `waiting`: it goes on by itself at `nextAttemptAt`. `needs-attention`: a person must act. Both have a `reason`, and
 * `findings` say the same place by place. The last five are final; docs/states.md tells how they come about.
 */
export const requestStatuses = [
  'received',
  'awaiting-approval',
  'running',
  'waiting',
  'needs-attention',
  'verified',
  'completed',
  'incomplete',
  'joined',
  'cancelled',
] as const
export type RequestStatus = (typeof requestStatuses)[number]

/** Why a request waits, or needs a person. */
export type WaitReason =
  | 'unreachable'
  | 'systems-work'
  | 'systems-late'
  | 'settling'
  | 'left-over'
  | 'undecided'
  | 'another-request'
  | 'own-trouble'

/** What leaves a request where it is: it was looked at again after its end, or could not be. */
export type NotedKind = 'looked-again' | 'not-looked-again'

/** Something that happened to a request. */
export type RequestEvent = {
  readonly number: number
  readonly at: Date
  readonly kind: RequestEventKind | NotedKind
  /** What the request was afterwards. */
  readonly status: RequestStatus
  readonly reason: WaitReason | null
  /** Who did it, as their token names them; null where it came by itself. */
  readonly actor: string | null
}

/** `done` is the connector's word, `verified` is ours. */
export type RunStatus = 'pending' | 'running' | 'waiting' | 'done' | 'verified' | 'failed'

/** One system's part of a request. */
export type Run = {
  readonly id: string
  readonly system: string
  readonly status: RunStatus
  readonly erased: number
  readonly kept: number
  /** The holdings in which lines were carried out. */
  readonly holdings: readonly string[]
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  readonly failure: Failure | null
}

/** Something that a person must look at. Names places and fields, never values. */
export type Finding = {
  readonly code:
    | 'STILL_THERE'
    | 'STALE'
    | 'UNDECIDED'
    | 'UNREACHABLE'
    | 'UNSEARCHABLE'
    | 'UNVERIFIABLE'
    | 'FAILED'
    | 'UNSUPPORTED'
    | 'PLAN_CHANGED'
    | 'SKIPPED'
    | 'CAME_BACK'
    | 'NOT_DUE'
    | 'JOINED'
  readonly system: string | null
  readonly holding: string | null
  readonly fields: readonly string[]
  readonly count: number
  readonly message: string
}

export type RequestAction = 'approve' | 'decide-match' | 'cancel' | 'retry' | 'skip'

export type Request = {
  readonly id: string
  readonly right: RequestRight
  readonly status: RequestStatus
  /** Why it waits or needs attention; null in every other status. */
  readonly reason: WaitReason | null
  /** When it goes on by itself; null unless it waits. */
  readonly nextAttemptAt: Date | null
  readonly receivedAt: Date
  /** End of the last day on which it must be carried out, as a date (Reg. 1182/71; GDPR art. 12(3)). */
  readonly dueOn: string
  readonly closedAt: Date | null
  /** The subject without their identifiers: which kinds were given, and a keyed hash that is the same each time. */
  readonly subject: { readonly kinds: readonly string[]; readonly pseudonym: string }
  readonly runs: readonly Run[]
  readonly findings: readonly Finding[]
  /** The same person’s other request: the one that this one waits behind, or with which it ended as `joined`. */
  readonly duplicateOf: string | null
  readonly availableActions: readonly RequestAction[]
  /** Grows with every change: what progress is told by. */
  readonly version: number
  /** The batch that it was asked for in. */
  readonly batch: string | null
  /** The export, once an access request is completed. */
  readonly package: RequestPackage | null
}

/** How much an export holds: its records as one document, and the files that they name. */
export type RequestPackage = {
  readonly records: number
  readonly bytes: number
  readonly files: number
  readonly fileBytes: number
  readonly expiresAt: Date
}

/** A file of an export. Ending the iteration of its pieces early is allowed; they are as many bytes as it says. */
export type PackageFile = {
  /** As the system has it: of any length, with any character. */
  readonly fileName: string | null
  readonly contentType: string | null
  readonly bytes: number
  /** Throws when a piece is gone meanwhile, so that half a file is never taken for a whole one. */
  readonly pieces: AsyncIterable<Uint8Array>
}

export type CreateErasure = {
  readonly identifiers: readonly Identifier[]
  readonly decisions?: MatchDecisions
  /** Carry out only a plan with this digest; another one waits for approval. */
  readonly planDigest?: string
  readonly idempotencyKey?: string
  /** Take it in although the same identifiers have a request of this right open. */
  readonly evenIfOpen?: boolean
  /** When the company received it, if before now. */
  readonly receivedAt?: Date
  /** Its turn comes before that of all that are not. */
  readonly urgent?: boolean
  /** Who asks, as the token names them. */
  readonly actor: string
}
export type CreateAccess = Omit<CreateErasure, 'planDigest'>

/** Refusals that a person or program can act on; returned, not thrown. */
export type RequestError = {
  readonly code:
    | 'INVALID_IDENTIFIER'
    | 'NO_IDENTIFIER'
    | 'NOT_FOUND'
    | 'PLAN_STALE'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'DUPLICATE_REQUEST'
    | 'NOT_POSSIBLE_NOW'
    | 'UNKNOWN_MATCH'
    | 'UNKNOWN_PLACE'
    | 'INVALID_INPUT'
    | 'DUPLICATE_SUBJECT'
    | 'UNREACHABLE'
  readonly message: string
  /** Where in the input. */
  readonly path: readonly (string | number)[]
}
export type RequestResult =
  | { readonly ok: true; readonly request: Request }
  | {
      readonly ok: false
      readonly errors: readonly RequestError[]
      /** The request that the refusal speaks of: the first one, of a duplicate. */
      readonly request?: Request
    }

export type RequestPage = {
  readonly items: readonly Request[]
  readonly nextCursor: string | null
  readonly total: number
}

/** Who acts on which request. Under the same key of the same actor it is done once; other input is refused. */
export type RequestActing = { readonly id: string; readonly actor: string; readonly idempotencyKey?: string }

/** Everything that can be done with requests. */
export type Requests = {
  erase(input: CreateErasure): Promise<RequestResult>
  /** Takes in one request per person, all at once. The same key with the same input gives the same batch. */
  eraseMany(input: EraseMany): Promise<BatchResult>
  batch(id: string): Promise<Batch | null>
  access(input: CreateAccess): Promise<RequestResult>
  get(id: string): Promise<Request | null>
  /** The plan of an erasure as it stands: the approved one once there is one. Null before it is made and for an access. */
  plan(id: string): Promise<Plan | null>
  /** How the plan differs from the one that was seen, approved or carried out before it. Null: there is none. */
  planDifference(id: string): Promise<readonly PlanChange[] | null>
  /** What the systems said, when the request was last located. Empty before. Identifiers are left out. */
  systems(id: string): Promise<readonly SubjectInSystem[]>
  /** Newest first. `after` is the id of the last request of an earlier page. */
  list(query: {
    readonly first: number
    readonly after?: string
    readonly status?: readonly RequestStatus[]
    readonly right?: readonly RequestRight[]
    readonly batch?: string
  }): Promise<RequestPage>
  /** Approving once more what is approved already and being carried out changes nothing. */
  approve(input: RequestActing & { readonly digest: string }): Promise<RequestResult>
  /** A person's word on a possible match: it is the subject, or it is not. The plan is made anew. */
  decideMatch(
    input: RequestActing & { readonly match: string; readonly isSubject: boolean },
  ): Promise<RequestResult>
  /** Ends a request that has not ended. What a system has in hand is not waited for: a finding says where. */
  cancel(input: RequestActing): Promise<RequestResult>
  /** Plans anew what is not done. Possible whenever nothing goes on at the moment, also while a system takes days. */
  retry(input: RequestActing): Promise<RequestResult>
  /** Leaves what a system still holds, or one of its holdings, as it is: the request ends `incomplete`, not verified. */
  skip(
    input: RequestActing & {
      readonly system: string
      /** Left out: the whole system. */
      readonly holding?: string
      readonly why: string
    },
  ): Promise<RequestResult>
  /** What happened to it, in order. */
  events(id: string): Promise<readonly RequestEvent[]>
  /** The request now, and again after each change, until it is final or the signal ends it. */
  watch(id: string, signal: AbortSignal): AsyncIterable<Request>
  /** The export of a completed access request as JSON text, in pieces. Null when there is none or it has expired. */
  download(id: string): Promise<AsyncIterable<string> | null>
  /** One file of it, by the number that its record gives. Null when there is none or it has expired. */
  downloadFile(id: string, number: number): Promise<PackageFile | null>
}
