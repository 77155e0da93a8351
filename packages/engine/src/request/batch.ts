import type { Identifier } from '@rechtop/schema'
import type { Finding, RequestError, RequestStatus } from './request.ts'

/**
 * Whom to erase together: people who are listed, or the first so many whom a criterion names. Somebody named twice gets
 * one request, and an error `DUPLICATE_SUBJECT` at the second place. A criterion passes over those who have an open
 * request already, so that asking again goes on where the last one ended; a batch smaller than `first` was the last.
 */
export type EraseMany = (
  | { readonly subjects: readonly { readonly identifiers: readonly Identifier[] }[] }
  | { readonly criterion: string; readonly first: number }
) & {
  readonly idempotencyKey: string
  /** When the company received it, if before now. */
  readonly receivedAt?: Date
  readonly urgent?: boolean
  readonly actor: string
}

/** Requests that were asked for together. */
export type Batch = {
  readonly id: string
  /** How many requests it has. */
  readonly total: number
  readonly createdAt: Date
  /** The id of the criterion that named the people; null where they were listed. */
  readonly criterion: string | null
  /** How many of its requests are at each status; none where there is none. */
  readonly byStatus: Readonly<Partial<Record<RequestStatus, number>>>
  /** Why some of its requests wait for a person, with how many of them: places and codes, nobody. */
  readonly failures: readonly BatchFailure[]
}
export type BatchFailure = {
  readonly code: Finding['code']
  readonly system: string | null
  readonly requests: number
}

/** What keeps some people out does not keep the others: `errors` say whose place in the input is meant. */
export type BatchResult =
  | { readonly ok: true; readonly batch: Batch; readonly errors: readonly RequestError[] }
  | { readonly ok: false; readonly errors: readonly RequestError[] }
