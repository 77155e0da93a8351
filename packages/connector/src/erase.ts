import type { Json } from '@rechtop/schema'
import type { Failure } from './failure.ts'
import type { FieldOf, GrainOf, Holdings } from './holding.ts'

/** All items of a set, before a date if asked (by the holding's `dated`); more than `ceiling` of them is stale. */
export type SetSelection = { readonly all: true; readonly before?: string; readonly ceiling: number }
/** Just these records. */
export type RecordSelection = { readonly refs: readonly string[] }

/**
 * One line of an approved plan. What no line orders is not touched. References on a set, or fields that the holding
 * does not have, do not compile.
 */
export type ErasureLine<H extends Holdings> = {
  [K in keyof H & string]: {
    /** Idempotency key, the same on every try of this line. */
    readonly key: string
    readonly holding: K
    /** What `pending` gave last time. */
    readonly token?: Json
    readonly select: GrainOf<H[K]> extends 'set'
      ? SetSelection
      : GrainOf<H[K]> extends 'record'
        ? RecordSelection
        : SetSelection | RecordSelection
  } & (
    | { readonly action: 'erase' }
    | { readonly action: 'reduce'; readonly fields: readonly FieldOf<H[K]>[] }
  )
}[keyof H & string]

/** Lines under a locator. An interface, so that the compiler compares a connector's orders by their lines. */
export interface Ordered<Line, Locator> {
  readonly locator: Locator
  readonly lines: readonly Line[]
}
/** The open lines of one match, in the order in which they must be carried out. */
export type ErasureOrder<H extends Holdings, Locator> = Ordered<ErasureLine<H>, Locator>

/** What became of one line. Exactly one per line, in order; saying nothing is not an answer. */
export type Outcome =
  /** Gone, or gone already. `count`: how many this call erased or reduced. */
  | { readonly status: 'done'; readonly count: number }
  /** The system will do it later; asked again at `checkAfter` with `token`. */
  | { readonly status: 'pending'; readonly checkAfter: Date; readonly token?: Json }
  /** Not what was approved any more: these refs have another owner, or the set is past its ceiling (no refs). */
  | { readonly status: 'stale'; readonly refs: readonly string[] }
  /** The system cannot do this. `why` is for a person. */
  | { readonly status: 'unsupported'; readonly why: string }
  /** `done`: how many went before it failed. `blocked` by a holding: that holding's lines are not done yet. */
  | {
      readonly status: 'failed'
      readonly failure: Failure
      readonly done: number
      readonly refs?: readonly string[]
    }
