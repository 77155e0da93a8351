import type { LocatedSubject, MatchDecisions, SubjectInSystem, SubjectMatch } from './located.ts'

/**
 * What is found now, together with what was known before and find does not see any more. A locator outlives the
 * erasure, so that we can look where the data were; and a match that nobody has decided on does not go away because
 * the identifier that led to it was erased.
 */
export function withEarlierMatches(
  now: LocatedSubject,
  before: LocatedSubject | null,
  decisions: MatchDecisions,
): LocatedSubject {
  if (before === null) return now
  const earlier = new Map(
    before.systems.flatMap(({ matches }) => matches.map((match) => [match.id, decided(match, decisions)])),
  )
  const systems = now.systems.map((system): SubjectInSystem => {
    const seen = system.matches.map((match) => preferred(match, earlier.get(match.id)))
    const ids = new Set(seen.map(({ id }) => id))
    const unseen = [...earlier.values()].filter(
      (match) => match.system === system.system && !ids.has(match.id),
    )
    return { ...system, matches: [...seen, ...unseen] }
  })
  return { ...now, systems }
}

/** Who was the subject before the work still is, also when the identifier that proved it is gone. */
function preferred(match: SubjectMatch, before: SubjectMatch | undefined): SubjectMatch {
  return match.standing === 'possible' && before !== undefined ? before : match
}

function decided(match: SubjectMatch, { confirmed, rejected }: MatchDecisions): SubjectMatch {
  if (rejected.includes(match.id)) return { ...match, standing: 'rejected' }
  if (match.standing === 'possible' && confirmed.includes(match.id))
    return { ...match, standing: 'confirmed' }
  return match
}
