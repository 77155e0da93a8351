import { readDay, type Day } from './calendar.ts'
import type { Fact } from './decide.ts'
import type { SystemContents } from './read-systems.ts'

/**
 * Gathers the facts that the subject's records state, over all systems: the latest day counts. A record without a
 * readable day makes a fact unknown, and so does a system that provides it and could not be read.
 */
export function gatherFacts(
  contents: readonly SystemContents[],
  unread: readonly string[],
  timeZone: string,
): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>()
  for (const name of unread) facts.set(name, { state: 'unknown' })
  for (const { system, items } of contents) {
    for (const item of items.flat()) {
      const provides = system.connector.holdings[item.holding]?.provides
      if (provides === undefined) continue
      const values = item.data as Readonly<Record<string, unknown>>
      for (const [name, field] of Object.entries(provides)) {
        facts.set(name, later(facts.get(name), readDay(values[field], timeZone)))
      }
    }
  }
  return facts
}

function later(fact: Fact | undefined, day: string | null): Fact {
  if (day === null || fact?.state === 'unknown') return { state: 'unknown' }
  return fact?.state === 'until' && fact.day > day ? fact : { state: 'until', day }
}

/**
 * What a possible match says of a fact is not the subject's yet, but it may be: where it would change whether the fact
 * holds or until when, the fact is unknown until a person has said whose it is.
 */
export function doubtFacts(
  sure: ReadonlyMap<string, Fact>,
  withPossible: ReadonlyMap<string, Fact>,
  today: Day,
): ReadonlyMap<string, Fact> {
  const lastDay = (fact: Fact | undefined): Day | null =>
    fact?.state === 'until' && fact.day >= today ? fact.day : null
  return new Map(
    [...withPossible].map(([name, fact]) => {
      const known = sure.get(name) ?? { state: 'none' as const }
      const isUnknown = fact.state === 'unknown' || known.state === 'unknown'
      return [name, isUnknown || lastDay(fact) !== lastDay(known) ? { state: 'unknown' } : known]
    }),
  )
}
