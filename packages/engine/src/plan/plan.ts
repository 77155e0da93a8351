import type { Failure } from '@rechtop/connector'
import type { LegalBasis } from '@rechtop/schema'

export type PlanAction = 'erase' | 'reduce' | 'keep' | 'refer' | 'undecided' | 'skip'

/** One decision: what happens to these records, or to this whole set, and why. */
export type PlanLine = {
  readonly system: string
  /** The match it belongs to; null for a referral. */
  readonly match: string | null
  readonly holding: string
  readonly action: PlanAction
  readonly grain: 'record' | 'set'
  /** Records now; 0 where the system never shows them. Not part of what is approved. */
  readonly count: number
  /** Why the system never shows this set: the line stands whatever is there, and nobody sees what became of it. */
  readonly unread?: string
  /** For grain `record`: the records. */
  readonly refs: readonly string[]
  /** For grain `set`: how many may go at most, and up to which date (left out: all). */
  readonly ceiling: number | null
  readonly before: string | null
  /** The fields that go (`reduce`), or that stay (`keep`). */
  readonly fields: readonly string[]
  /** The basis of the purpose that keeps it. */
  readonly basis: LegalBasis | null
  readonly citation: string | null
  /** Last day that it stays; null while a fact without end holds. */
  readonly until: string | null
  /** Whom a referral is for. */
  readonly controller: { readonly id: string; readonly label: string } | null
  /** A sentence for a person. Holds no personal data. */
  readonly why: string
  /** For `keep` and `reduce` of records: keyed hashes of what stays, by which the ledger knows a place again. */
  readonly fingerprints: readonly string[]
  /** For `reduce`: keyed hashes of what must go, by ref and field, so that verification can tell. */
  readonly reduced: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What a line says that decides nothing: nothing goes by it, and nothing is known to stay. */
export const nothingDecided = {
  refs: [],
  ceiling: null,
  before: null,
  fields: [],
  basis: null,
  citation: null,
  until: null,
  fingerprints: [],
  reduced: {},
} as const satisfies Partial<PlanLine>

/** Names the place of a line: the lines of one holding of one match have the same. */
export const keyOfLine = ({ match, holding }: Pick<PlanLine, 'match' | 'holding'>): string =>
  `${match} ${holding}`

/** A part of the plan that could not be made, and why. */
export type PlanGap = {
  readonly system: string
  readonly holding: string | null
  readonly reason: 'failed' | 'unsearchable'
  readonly failure: Failure | null
}

/** What an erasure would do, line by line. */
export type Plan = {
  /** Over decisions, refs and ceilings; not over counts and times. */
  readonly digest: string
  /** False while a system could not be read. */
  readonly complete: boolean
  readonly lines: readonly PlanLine[]
  readonly incomplete: readonly PlanGap[]
}

/** The plan of a request of which nothing is known to go or to stay. */
export const emptyPlan: Plan = { digest: '', complete: true, lines: [], incomplete: [] }
