import type { Keep, LegalBasis, RecordType } from '@rechtop/schema'

/**
 * `record`: items that are decided one by one and erased by reference (invoices, tickets). `set`: items that are
 * erased all together or up to a date (a million page views), never listed in a plan.
 */
export type Grain = 'record' | 'set'

/** One purpose for which a system holds the fields: the unit in which the law speaks of storage (GDPR art. 5(1)(e)). */
export type Purpose<Field extends string = string> = {
  readonly purpose: string
  readonly basis: LegalBasis
  readonly fields: 'all' | readonly Field[]
  readonly keep: Keep<Field>
}

/**
 * A record type as one system holds it: the legal facts. A connector states them; the engine decides from them.
 */
export type Holding<Field extends string = string, Data = unknown, G extends Grain = Grain> = {
  readonly type: RecordType<Field, Data>
  readonly grain: G
  /**
   * `controller`: the company decides why and how, so a subject's rights are its own to carry out. `processor`: it
   * holds the data for a customer, to whom the subject is referred (GDPR art. 28(3)(e)).
   */
  readonly role: 'controller' | 'processor'
  /** A field stays while any live purpose covers it; a field that no purpose covers has no reason to stay. */
  readonly purposes: readonly [Purpose<NoInfer<Field>>, ...Purpose<NoInfer<Field>>[]]
  /** `reduce`: the row stays when its last purpose ends, only its personal fields go. */
  readonly onErase: 'erase' | 'reduce'
  /** The field by which a set is cut and "newer than the plan" is told. */
  readonly dated?: NoInfer<Field>
  /**
   * Facts for the plans of other holdings: the name of a fact and the field with its last day. `{ contract:
   * 'paidUntil' }` says that a contract runs until that day. A record without a readable day leaves it undecided.
   */
  readonly provides?: Readonly<Record<string, NoInfer<Field>>>
  /** Holdings of this system whose lines must be done before these: tickets before their user. */
  readonly after?: readonly string[]
  /**
   * Why the system never shows these records, although it takes their erasure. Nothing of them is exported, so each
   * match counts as holding some, and nobody can see whether they went.
   */
  readonly unread?: string
  /**
   * For how many seconds the system may still show what it erased, as a search index does. What is still shown then is
   * looked at again; left out, it is a lie at once.
   */
  readonly showsFor?: number
  /** What the system keeps whatever we do, with where it says so. It stands in the answer to the subject. */
  readonly residue?: readonly { readonly what: string; readonly citation: string }[]
}
export type Holdings = Readonly<Record<string, Holding>>

export type FieldOf<H> = H extends Holding<infer Field, infer _Data, infer _Grain> ? Field : never
export type DataOf<H> = H extends { readonly type: RecordType<string, infer Data> } ? Data : never
export type GrainOf<H> = H extends { readonly grain: infer G } ? G : never

/** Declares a holding; the field names in it are checked against its record type. */
export function defineHolding<Field extends string, Data, const G extends Grain>(
  holding: Holding<Field, Data, G>,
): Holding<Field, Data, G> {
  return holding
}
