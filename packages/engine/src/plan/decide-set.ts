import type { Holding } from '@rechtop/connector'
import { addPeriod, type Day } from './calendar.ts'
import type { Circumstances } from './decide.ts'
import type { LegalBasis } from '@rechtop/schema'

/** What happens to a set: everything before `before` goes (null: all of it), the rest stays on this ground. */
export type SetDecision =
  | { readonly action: 'undecided'; readonly why: string }
  | { readonly action: 'erase'; readonly before: Day | null; readonly kept: Ground | null }
  | { readonly action: 'keep'; readonly kept: Ground }

export type Ground = {
  readonly basis: LegalBasis
  readonly citation: string | null
  readonly until: Day | null
  readonly why: string
}

/** Decides on a whole set from its purposes alone: its items are not read. */
export function decideSet(holding: Holding, circumstances: Circumstances): SetDecision {
  for (const { purpose, basis, keep } of holding.purposes) {
    if (keep === 'until-asked' || 'period' in keep) continue
    const why = `Needed for: ${purpose}.`
    if ('with' in keep) {
      if (circumstances.unclear.has(keep.with)) {
        return { action: 'undecided', why: `It depends on "${keep.with}", which nobody has decided on yet.` }
      }
      const stay = circumstances.staying.get(keep.with)
      if (stay !== undefined) return { action: 'keep', kept: { basis, ...stay, why } }
    } else {
      const fact = circumstances.facts.get(keep.while)
      if (fact?.state === 'unknown') {
        return { action: 'undecided', why: `Whether "${keep.while}" still holds is not known.` }
      }
      if (fact?.state === 'until' && fact.day >= circumstances.today) {
        return { action: 'keep', kept: { basis, citation: keep.citation, until: fact.day, why } }
      }
    }
  }
  const cut = cutOf(holding, circumstances.today)
  return { action: 'erase', before: cut?.before ?? null, kept: cut?.kept ?? null }
}

/** The day before which a set's own terms are over, and the ground on which the rest stays. */
export function cutOf(holding: Holding, today: Day): { readonly before: Day; readonly kept: Ground } | null {
  const cuts = holding.purposes.flatMap(({ purpose, basis, keep }) => {
    if (keep === 'until-asked' || !('period' in keep)) return []
    const kept = {
      basis,
      citation: keep.citation,
      until: addPeriod(today, keep.period),
      why: `Needed for: ${purpose}.`,
    }
    return [{ before: addPeriod(today, keep.period, -1), kept }]
  })
  return cuts.toSorted((a, b) => (a.before < b.before ? -1 : 1))[0] ?? null
}
