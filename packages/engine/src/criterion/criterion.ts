import type { Failure } from '@rechtop/connector'
import type { Identifier, Period } from '@rechtop/schema'

/** Names people without naming them: who has records of a holding that are older than their term. */
export type Criterion = {
  /** In lower case with dashes: `unused-demo-accounts`. */
  readonly id: string
  /** What a person reads: whom it names, and on which ground. */
  readonly label: string
  /** Id of the system, and one of its holdings, whose connector must be able to tell who is due. */
  readonly system: string
  readonly holding: string
  /** The term, counted from the holding's dated field as ISO 8601 writes a period: `P1M`. Never too early. */
  readonly olderThan: Period
}

/** Somebody whom a criterion names, by what names them alone; empty when nothing does. */
export type DueSubject = { readonly identifiers: readonly Identifier[]; readonly cursor: string }

/** In a stable order. A cursor is sealed, since the place of a person can be their address. */
export type DuePage = {
  readonly items: readonly DueSubject[]
  readonly nextCursor: string | null
  /** Why the system could not say, or not say all. */
  readonly failure: Failure | null
}
