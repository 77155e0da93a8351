import type { LocatedSubject } from '../subject/located.ts'
import { digestOf } from './digest.ts'
import { nothingDecided, type Plan, type PlanLine } from './plan.ts'

/** A place that a person said is left as it is; an empty holding stands for the whole system. */
export type Skip = { readonly system: string; readonly holding: string }

/** The subject with the systems that are left out altogether put aside. */
export function withoutSkipped(located: LocatedSubject, skips: readonly Skip[]): LocatedSubject {
  const out = new Set(skips.filter(({ holding }) => holding === '').map(({ system }) => system))
  if (out.size === 0) return located
  const { systems, unseen = [], ...rest } = located
  const leftOut = systems
    .filter(({ system }) => out.has(system))
    .map((one) => ({
      ...one,
      matches: [...one.matches, ...unseen.filter(({ system }) => system === one.system)],
    }))
  const still = unseen.filter(({ system }) => !out.has(system))
  return { ...rest, systems: systems.filter(({ system }) => !out.has(system)), leftOut, unseen: still }
}

/** The plan with the lines of the places that are left as they are turned into lines which say just that. */
export function skipIn(plan: Plan, skips: readonly Skip[]): Plan {
  if (skips.length === 0) return plan
  const lines = plan.lines.map((line) => (isSkipped(line, skips) ? leftAlone(line) : line))
  return { ...plan, lines, digest: digestOf(lines) }
}

/** What stays by law stays so, and what another controller decides on is not ours to leave. */
function isSkipped({ system, holding, action }: PlanLine, skips: readonly Skip[]): boolean {
  if (action === 'keep' || action === 'refer') return false
  return skips.some((skip) => skip.system === system && skip.holding === holding)
}

function leftAlone(line: PlanLine): PlanLine {
  const { unread: _unread, ...rest } = line
  return {
    ...rest,
    ...nothingDecided,
    action: 'skip',
    why: 'A person said that it is left as it is.',
  }
}
