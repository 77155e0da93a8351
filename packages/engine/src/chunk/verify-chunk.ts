import type { Plan } from '../plan/plan.ts'
import { closeErasures, type Closing } from '../ledger/close.ts'
import { findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { destructive, moveRequests } from '../request/request-row.ts'
import type { RequestRow } from '../store/table.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { withEarlierMatches } from '../subject/earlier-matches.ts'
import { searchAgain } from '../verify/search-again.ts'

/** A request that was carried out, with whom it found before and what was planned. */
type Carried = { readonly row: RequestRow; readonly before: LocatedSubject; readonly carriedOut: Plan }

/**
 * Looks at the people of a chunk again after the work, as `verifyStep` does for one: those of whom nothing is left to
 * erase are closed, or wait for a person's word.
 * @returns those of whom there is more to say: they are looked at one by one
 */
export async function verifyChunk(
  carried: readonly Carried[],
  parts: Parts,
  signal: AbortSignal,
): Promise<RequestRow[]> {
  const { seal, database, now } = parts
  const subjects = carried.map(({ row, before }) => searchAgain(row, before, seal))
  const found = await parts.locateMany(subjects, signal)
  const located = carried.map(({ row, before }, index) => {
    const subject = found[index]
    if (subject === undefined) throw new Error('A person was looked for, and no answer was given.')
    return withEarlierMatches(subject, before, row.decisions, 'all')
  })
  const plans = await parts.planMany(located, signal)
  const alone: RequestRow[] = []
  const closings: Closing[] = []
  const undecided: Parameters<typeof moveRequests>[1][number][] = []
  for (const [index, { row, carriedOut }] of carried.entries()) {
    const subject = located[index]
    const plan = plans[index]
    if (subject === undefined || plan === undefined)
      throw new Error('A plan was asked for, and none was made.')
    if (!plan.complete || destructive(plan).length > 0) {
      alone.push(row)
      continue
    }
    const findings = findingsOf(subject, plan)
    if (findings.some(({ code }) => code === 'UNDECIDED')) {
      const sealed = { locatedSealed: seal.seal(subject), planSealed: seal.seal(plan) }
      undecided.push({ row, move: { event: 'undecided', ...sealed, plannedAt: now(), findings } })
      continue
    }
    closings.push({ row, located: subject, carriedOut, now: plan, findings, skips: [] })
  }
  await database.write(async (executor) => {
    await moveRequests(executor, undecided, parts)
    await closeErasures(executor, closings, parts)
  })
  return alone
}
