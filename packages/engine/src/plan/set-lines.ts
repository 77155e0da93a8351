import type { Ground, SetDecision } from './decide-set.ts'
import { ceilingFor } from './digest.ts'
import type { PlanLine } from './plan.ts'

export type Place = { readonly system: string; readonly match: string; readonly holding: string }

const gone = 'No purpose needs it any more.'

/** The lines of a set of which `older` items are from before the cut. */
export function setLines(place: Place, count: number, older: number, decision: SetDecision): PlanLine[] {
  if (count === 0) return []
  const line = { ...place, ...bare, count }
  if (decision.action === 'undecided') return [{ ...line, action: 'undecided', why: decision.why }]
  if (decision.action === 'keep') return [keep(line, decision.kept)]
  const { before } = decision
  const erase: PlanLine = { ...line, action: 'erase', before, ceiling: ceilingFor(count), why: gone }
  if (decision.kept === null) return [erase]
  const kept = count === older ? [] : [{ ...keep(line, decision.kept), count: count - older }]
  return older === 0 ? kept : [{ ...erase, count: older }, ...kept]
}

/** Where nobody can count, there is no number to keep under; this is the largest that the API can write. */
const noCeiling = 2 ** 31 - 1

/** The lines of a set that the system never shows: there may be something in it, so they always stand. */
export function unreadLines(place: Place, reason: string, decision: SetDecision): PlanLine[] {
  const line = { ...place, ...bare, unread: reason }
  const unseen = (why: string): string =>
    `${why} The system never shows these records, so nobody can count them: ${reason}`
  if (decision.action === 'undecided') return [{ ...line, action: 'undecided', why: unseen(decision.why) }]
  const kept =
    decision.kept === null ? [] : [keep(line, { ...decision.kept, why: unseen(decision.kept.why) })]
  if (decision.action === 'keep') return kept
  const { before } = decision
  return [{ ...line, action: 'erase', before, ceiling: noCeiling, why: unseen(gone) }, ...kept]
}

type BareLine = Place & typeof bare & Pick<PlanLine, 'unread'>

const keep = (line: BareLine, ground: Ground): PlanLine => ({ ...line, ...ground, action: 'keep' })

const bare = {
  grain: 'set' as const,
  count: 0,
  refs: [],
  ceiling: null,
  before: null,
  fields: [],
  controller: null,
  fingerprints: [],
  reduced: {},
  basis: null,
  citation: null,
  until: null,
}
