import type { Learned } from '@rechtop/connector'
import {
  withLeftOut,
  type LocatedSubject,
  type MatchDecisions,
  type SubjectInSystem,
  type SubjectMatch,
} from './located.ts'

/**
 * What is found now, together with what was known before and find does not see any more. A locator outlives the
 * erasure, so that we can look where the data were; and a match that nobody has decided on does not go away because
 * the identifier that led to it was erased. `undecided`: only that, what a person confirmed, and what stands in a
 * system that gave no answer now. A system that was
 * taken out of the configuration can't be looked at, which is a failure and not an absence.
 */
export function withEarlierMatches(
  now: LocatedSubject,
  before: LocatedSubject | null,
  decisions: MatchDecisions,
  which: 'all' | 'undecided',
): LocatedSubject {
  if (before === null) return now
  const systemsBefore = withLeftOut(before)
  const unsearched = new Set(now.systems.flatMap(({ system, status }) => (status === 'failed' ? system : [])))
  const carried = systemsBefore
    .flatMap(({ matches }) => matches.map((match) => decided(match, decisions)))
    .filter(({ standing, system }) => which === 'all' || standing !== 'sure' || unsearched.has(system))
  const earlier = new Map(carried.map((match) => [match.id, match]))
  const systems = now.systems.map((system): SubjectInSystem => {
    const seen = system.matches.map((match) => preferred(match, earlier.get(match.id)))
    const ids = new Set(seen.map(({ id }) => id))
    const unseen = carried.filter((match) => match.system === system.system && !ids.has(match.id))
    return { ...system, matches: [...seen, ...unseen] }
  })
  const known = new Set(systems.map(({ system }) => system))
  const missing = systemsBefore
    .filter(({ system, matches }) => !known.has(system) && matches.length > 0)
    .map((system): SubjectInSystem => ({
      ...system,
      status: 'failed',
      failure: { code: 'config', key: 'systems' },
    }))
  return { ...now, systems: [...systems, ...missing] }
}

/** What the subject's matches taught before: it may be erased by now, and still leads to the rest. */
export function learnedBefore(
  before: LocatedSubject | null,
  { confirmed, rejected }: MatchDecisions,
): Learned[] {
  const matches = before === null ? [] : withLeftOut(before).flatMap((system) => system.matches)
  return matches
    .filter(({ id }) => !rejected.includes(id))
    .filter(({ id, standing }) => standing === 'sure' || standing === 'confirmed' || confirmed.includes(id))
    .flatMap(({ learned }) => learned)
}

/** The matches that nobody has decided on. Erasing their rivals does not make them the subject's. */
export function undecidedBefore(before: LocatedSubject | null): string[] {
  const matches = before === null ? [] : withLeftOut(before).flatMap((system) => system.matches)
  return matches.filter(({ standing }) => standing === 'possible').map(({ id }) => id)
}

/** Who was the subject before the work still is, also when the identifier that proved it is gone. */
function preferred(match: SubjectMatch, before: SubjectMatch | undefined): SubjectMatch {
  return match.standing === 'possible' && before !== undefined ? before : match
}

/** The same by what a person has said since. */
export function asDecided(located: LocatedSubject, decisions: MatchDecisions): LocatedSubject {
  const decideAll = (matches: readonly SubjectMatch[]): SubjectMatch[] =>
    matches.map((match) => decided(match, decisions))
  return {
    ...located,
    systems: located.systems.map((system) => ({ ...system, matches: decideAll(system.matches) })),
    leftOut: decideAll(located.leftOut ?? []),
  }
}

function decided(match: SubjectMatch, { confirmed, rejected }: MatchDecisions): SubjectMatch {
  if (rejected.includes(match.id)) return { ...match, standing: 'rejected' }
  if (confirmed.includes(match.id) && match.standing !== 'sure') return { ...match, standing: 'confirmed' }
  return match
}
