import type { Identifier } from '@rechtop/schema'
import type { DataOf, GrainOf, Holdings } from './holding.ts'

/*
 * What the optional verbs are asked. A connector that has the verb can do it; there is no flag beside it. Each is asked
 * about many subjects at once, answers in the same order and length, and is safe to repeat.
 */

/** Sets these fields of one record; the others stay (GDPR art. 16). A set has no records to correct. */
export type Correction<H extends Holdings> = {
  [K in keyof H & string]: GrainOf<H[K]> extends 'set'
    ? never
    : {
        /** Idempotency key, the same on every try. */
        readonly key: string
        readonly holding: K
        readonly ref: string
        /** New values, in the shape in which an export gives them. Null empties. */
        readonly fields: Partial<DataOf<H[K]>>
      }
}[keyof H & string]

/** Sets or lifts the restriction of processing of one match (GDPR art. 18). Its data stay as they are. */
export type Restriction<Locator> = {
  readonly key: string
  readonly locator: Locator
  readonly restricted: boolean
}

/**
 * Ends what one consent allowed. What proves that it had been given, and since when it is withdrawn, stays (GDPR
 * art. 7(1) and 7(3)).
 */
export type Withdrawal<H extends Holdings> = {
  [K in keyof H & string]: {
    readonly key: string
    readonly holding: K
    /** One of the holding's purposes, whose basis is consent. */
    readonly purpose: string
  }
}[keyof H & string]

/**
 * Puts identifiers on the system's list of whom not to take in or write to again, or off it: an import after an
 * erasure brings nobody back (GDPR art. 21(3)). Nobody needs to be stored for it.
 */
export type Suppression = {
  readonly key: string
  readonly identifiers: readonly Identifier[]
  readonly suppressed: boolean
}

/** Asks for the matches under which a record of the holding is dated (by its `dated`) before this day or time. */
export type DueAsk<H extends Holdings> = {
  [K in keyof H & string]: {
    readonly holding: K
    readonly before: string
    /** At most so many, after the cursor of an earlier answer. */
    readonly first: number
    readonly after?: string
  }
}[keyof H & string]

/** A match that is due. */
export type Due<Locator> = {
  /** Index of the ask. */
  readonly of: number
  readonly locator: Locator
  /**
   * Identifiers of the person, in their normal form, of which each alone leads `find` to this match with certainty
   * `equal`. A party's are not among them: they would name somebody else too. Empty when the match has none.
   */
  readonly by: readonly Identifier[]
  readonly cursor: string
}
