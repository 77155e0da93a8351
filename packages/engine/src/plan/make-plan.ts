import type { ExportItem, Holdings } from '@rechtop/connector'
import type { Policy } from '../policy/policy.ts'
import type { Seal } from '../store/seal.ts'
import type { LocatedSubject, SubjectMatch } from '../subject/located.ts'
import type { System } from '../system/system.ts'
import { dayOf } from './calendar.ts'
import type { Circumstances } from './decide.ts'
import { digestOf } from './digest.ts'
import { gatherFacts } from './facts.ts'
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
 * Says what an erasure would do to what was located, and why. Reads, and changes nothing. A system that can't be read
 * is left out and named in `incomplete`.
 */
export async function makePlan(
  subject: LocatedSubject,
  { systems, policy, seal, now }: PlanDependencies,
  signal: AbortSignal,
): Promise<Plan> {
  const asked = subject.systems.flatMap(({ system: id, matches }) => {
    const system = systems.get(id)
    const open = matches.filter(({ standing }) => standing !== 'rejected')
    return system === undefined || open.length === 0 ? [] : [{ system, open }]
  })
  const today = dayOf(now(), policy.timeZone)
  const contents = await Promise.all(
    asked.map(({ system, open }) => readContents(system, open, today, signal)),
  )
  const incomplete = [...unlocated(subject), ...contents.flatMap(unreadable)]
  const base = {
    today,
    timeZone: policy.timeZone,
    financialYearEnd: policy.financialYearEnd,
  }
  const facts = gatherFacts(contents.map(ownOnly), factsOfFailed(incomplete, systems), policy.timeZone)
  const lines: PlanLine[] = []
  for (const content of contents) {
    if (content.failure !== null) continue
    for (const [index, match] of content.matches.entries()) {
      const records = recordsByHolding(content.items.filter((item) => item.of === index))
      const circumstances: Circumstances = { ...base, facts, staying: new Map(), unclear: new Set() }
      lines.push(
        ...planMatch(
          content.system,
          match,
          records,
          content.counts[index] ?? { all: {}, older: {} },
          circumstances,
          seal,
        ),
      )
    }
  }
  lines.push(...referralsOf(subject))
  const complete = !incomplete.some(({ reason }) => reason === 'failed')
  return { digest: digestOf(lines), complete, lines, incomplete }
}

function recordsByHolding(items: readonly ExportItem<Holdings>[]): Map<string, ExportItem<Holdings>[]> {
  return Map.groupBy(items, ({ holding }) => holding)
}

/** A possible match may be somebody else, so nothing that it says counts for the subject. */
function ownOnly(content: SystemContents): SystemContents {
  const own = (match: SubjectMatch | undefined): boolean =>
    match !== undefined && match.standing !== 'possible'
  return { ...content, items: content.items.filter(({ of }) => own(content.matches[of])) }
}

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

function factsOfFailed(gaps: readonly PlanGap[], systems: ReadonlyMap<string, System>): string[] {
  return gaps
    .filter(({ reason }) => reason === 'failed')
    .flatMap(({ system }) => Object.values(systems.get(system)?.connector.holdings ?? {}))
    .flatMap((holding) => Object.keys(holding.provides ?? {}))
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
      reduced: {},
    })),
  )
}
