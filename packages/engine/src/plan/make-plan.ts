import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import { openMatches, type LocatedSubject, type SubjectMatch } from '../subject/located.ts'
import type { System } from '../system/system.ts'
import { dayOf, type Day } from './calendar.ts'
import { digestOf } from './digest.ts'
import { doubtFacts, gatherFacts } from './facts.ts'
import { planMatch } from './plan-match.ts'
import type { Plan, PlanGap, PlanLine } from './plan.ts'
import { readContents, type SystemContents } from './read-systems.ts'

export type PlanDependencies = {
  readonly systems: ReadonlyMap<string, System>
  readonly policy: Policy
  readonly seal: Seal
  readonly now: () => Date
}

/**
 * Says what an erasure would do to each subject, and why. Reads, and changes nothing; a hundred subjects are read with
 * as many calls as one. A system that can't be read is left out and named in `incomplete`.
 */
export async function makePlans(
  subjects: readonly LocatedSubject[],
  dependencies: PlanDependencies,
  signal: AbortSignal,
): Promise<Plan[]> {
  const { systems, policy, now } = dependencies
  const today = dayOf(now(), policy.timeZone)
  const contents = await Promise.all(
    [...systems.values()].map((system) =>
      readContents(system, subjects.map(openMatchesIn(system)), today, signal),
    ),
  )
  return subjects.map((subject, index) => {
    const own = contents
      .flatMap((bySubject) => bySubject[index] ?? [])
      .filter(({ matches }) => matches.length > 0)
    return planSubject(subject, own, today, dependencies)
  })
}

const openMatchesIn =
  ({ id }: System) =>
  (subject: LocatedSubject): SubjectMatch[] =>
    openMatches({ systems: subject.systems.filter(({ system }) => system === id) })

function planSubject(
  subject: LocatedSubject,
  contents: readonly SystemContents[],
  today: Day,
  { systems, policy, seal }: PlanDependencies,
): Plan {
  const { timeZone, financialYearEnd } = policy
  const incomplete = [...unlocated(subject), ...contents.flatMap(unreadable)]
  const failed = incomplete.filter(({ reason }) => reason === 'failed').map(({ system }) => system)
  // what a person left out may state a fact as well
  const leftOut = (subject.leftOut ?? []).filter(
    (one) => one.status !== 'absent' || openMatches({ systems: [one] }).length > 0,
  )
  const unasked = [...failed, ...leftOut.map(({ system }) => system)]
  const unread = [...factsOf(unasked, systems), ...contents.flatMap(factsNeverShown)]
  const all = gatherFacts(contents, unread, timeZone)
  const isSure = contents.every(({ matches }) => matches.every(isOwn))
  const facts = isSure ? all : doubtFacts(gatherFacts(contents.map(ownOnly), unread, timeZone), all, today)
  const base = { today, timeZone, financialYearEnd, facts }
  const lines: PlanLine[] = []
  for (const content of contents) {
    if (content.failure !== null) continue
    for (const [index, match] of content.matches.entries()) {
      const records = Map.groupBy(content.items[index] ?? [], ({ holding }) => holding)
      const counts = content.counts[index] ?? { all: {}, older: {} }
      lines.push(...planMatch(content.system, match, records, counts, base, seal))
    }
  }
  lines.push(...referralsOf(subject))
  const complete = failed.length === 0
  return { digest: digestOf(lines), complete, lines, incomplete }
}

/** A possible match may be somebody else, so nothing that it says counts for the subject. */
function ownOnly(content: SystemContents): SystemContents {
  const { matches, items } = content
  return { ...content, items: matches.map((match, index) => (isOwn(match) ? (items[index] ?? []) : [])) }
}

const isOwn = ({ standing }: SubjectMatch): boolean => standing !== 'possible'

function unlocated(subject: LocatedSubject): PlanGap[] {
  return subject.systems.flatMap(({ system, status, failure }): PlanGap[] => {
    if (status === 'failed') return [{ system, holding: null, reason: 'failed', failure }]
    if (status === 'unsearchable') return [{ system, holding: null, reason: 'unsearchable', failure: null }]
    return []
  })
}

function unreadable({ system, failure }: SystemContents): PlanGap[] {
  return failure === null ? [] : [{ system: system.id, holding: null, reason: 'failed', failure }]
}

function factsOf(names: readonly string[], systems: ReadonlyMap<string, System>): string[] {
  return names
    .flatMap((name) => Object.values(systems.get(name)?.connector.holdings ?? {}))
    .flatMap((holding) => Object.keys(holding.provides ?? {}))
}

/** A record that nobody can read may state a fact. */
function factsNeverShown({ system }: SystemContents): string[] {
  return Object.values(system.connector.holdings).flatMap(({ unread, provides = {} }) =>
    unread === undefined ? [] : Object.keys(provides),
  )
}

function referralsOf(subject: LocatedSubject): PlanLine[] {
  return subject.systems.flatMap(({ system, referrals }) =>
    referrals.map(({ holding, controller, count }) => ({
      system,
      match: null,
      holding,
      action: 'refer' as const,
      grain: 'record' as const,
      count,
      refs: [],
      ceiling: null,
      before: null,
      fields: [],
      basis: null,
      citation: 'GDPR art. 28(3)(e)',
      until: null,
      controller,
      why: 'Held for this controller, who decides on it.',
      fingerprints: [],
      reduced: {},
    })),
  )
}
