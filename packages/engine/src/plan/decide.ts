import type { Holding, Purpose } from '@rechtop/connector'
import type { LegalBasis } from '@rechtop/schema'
import { addPeriod, endOfFinancialYear, readDay, type Day } from './calendar.ts'

/** What is known of a fact such as a running contract: nobody holds it, its last day, or a record that can't be read. */
export type Fact =
  | { readonly state: 'none' }
  | { readonly state: 'until'; readonly day: Day }
  | { readonly state: 'unknown' }

export type Stay = { readonly until: Day | null; readonly citation: string | null }

/** What decisions depend on besides the record itself. */
export type Circumstances = {
  readonly today: Day
  readonly timeZone: string
  readonly financialYearEnd: string
  readonly facts: ReadonlyMap<string, Fact>
  /** Holdings of the same match with a record that stays, until when (null: no end known) and by which rule. */
  readonly staying: ReadonlyMap<string, Stay>
  /** Holdings of the same match with a record that nobody could decide on. */
  readonly unclear: ReadonlySet<string>
}

export type Decision = {
  readonly action: 'erase' | 'reduce' | 'keep' | 'undecided'
  /** What goes (`reduce`) or stays (`keep`). */
  readonly fields: readonly string[]
  readonly basis: LegalBasis | null
  readonly citation: string | null
  readonly until: Day | null
  readonly why: string
}

type Life =
  | { readonly state: 'ended' }
  | { readonly state: 'live'; readonly until: Day | null; readonly citation: string | null }
  | { readonly state: 'unknown'; readonly why: string }

/**
 * Decides on one record. Its fields stay while any live purpose covers them (GDPR art. 17(3)); what cannot be read is
 * undecided, which is kept, shown and asked.
 */
export function decideRecord(
  holding: Holding,
  data: unknown,
  circumstances: Circumstances,
  shared: boolean,
): Decision {
  const values = data as Readonly<Record<string, unknown>>
  const live: { purpose: Purpose; until: Day | null; citation: string | null }[] = []
  for (const purpose of holding.purposes) {
    const life = lifeOf(purpose, values, circumstances)
    if (life.state === 'unknown') return { ...nothing, action: 'undecided', why: life.why }
    if (life.state === 'live') live.push({ purpose, until: life.until, citation: life.citation })
  }
  if (live.length === 0) {
    if (shared)
      return { ...nothing, action: 'undecided', why: 'It names other people too; say what should happen.' }
    if (holding.onErase === 'reduce')
      return reduceTo(holding, values, new Set(), { ...nothing, why: rowStays })
    return { ...nothing, action: 'erase', why: 'No purpose needs it any more.' }
  }
  const stays = new Set(
    live.flatMap(({ purpose }) => (purpose.fields === 'all' ? holding.type.fields : purpose.fields)),
  )
  const longest = live.reduce((a, b) => (isLater(b.until, a.until) ? b : a))
  return reduceTo(holding, values, stays, {
    basis: longest.purpose.basis,
    citation: longest.citation,
    until: longest.until,
    why: `Needed for: ${live.map(({ purpose }) => purpose.purpose).join('; ')}.`,
  })
}

const nothing = { fields: [], basis: null, citation: null, until: null }
const rowStays = 'The system keeps the row; its personal fields go.'

function isLater(a: Day | null, b: Day | null): boolean {
  return b !== null && (a === null || a > b)
}

function reduceTo(
  holding: Holding,
  values: Readonly<Record<string, unknown>>,
  stays: ReadonlySet<string>,
  ground: Omit<Decision, 'action' | 'fields'>,
): Decision {
  const present = holding.type.fields.filter((name) => hasValue(values[name]))
  const goes = present.filter((name) => !stays.has(name))
  return goes.length > 0
    ? { ...ground, action: 'reduce', fields: goes }
    : { ...ground, action: 'keep', fields: present }
}

/** Whether a stored value says anything: an empty list or text does not. */
export function hasValue(value: unknown): boolean {
  return (
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}

function lifeOf(
  purpose: Purpose,
  values: Readonly<Record<string, unknown>>,
  circumstances: Circumstances,
): Life {
  const { keep } = purpose
  if (keep === 'until-asked') return { state: 'ended' }
  if ('with' in keep) {
    if (circumstances.unclear.has(keep.with)) {
      return {
        state: 'unknown',
        why: `It depends on a record of "${keep.with}" that nobody has decided on yet.`,
      }
    }
    const stay = circumstances.staying.get(keep.with)
    return stay === undefined ? { state: 'ended' } : { state: 'live', ...stay }
  }
  if ('while' in keep) {
    const fact = circumstances.facts.get(keep.while) ?? { state: 'none' }
    if (fact.state === 'unknown')
      return { state: 'unknown', why: `Whether "${keep.while}" still holds is not known.` }
    if (fact.state === 'none' || fact.day < circumstances.today) return { state: 'ended' }
    return { state: 'live', until: fact.day, citation: keep.citation }
  }
  const day = readDay(values[keep.from], circumstances.timeZone)
  if (day === null)
    return { state: 'unknown', why: `Its "${keep.from}" can't be read, so its term can't be counted.` }
  const start =
    keep.endOf === 'financial-year' ? endOfFinancialYear(day, circumstances.financialYearEnd) : day
  const until = addPeriod(start, keep.period)
  return until < circumstances.today ? { state: 'ended' } : { state: 'live', until, citation: keep.citation }
}
