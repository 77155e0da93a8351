import { closeErasures, type Closing } from '../ledger/close.ts'
import { findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { destructive, lockRequests, moveRequests, Superseded } from '../request/request-row.ts'
import { next } from '../request/transition.ts'
import { recordRuns } from '../run/record-runs.ts'
import type { Started } from '../run/start-runs.ts'
import { triedRuns } from './leave-tried.ts'
import type { RequestRow } from '../store/table.ts'
import { withEarlierMatches } from '../subject/earlier-matches.ts'
import { searchAgain } from '../verify/search-again.ts'

/**
 * Looks at the people of a chunk again after the work, as `verifyStep` does for one: those of whom nothing is left to
 * erase are closed, or wait for a person's word. What came of their runs is written with it.
 * @returns those of whom there is more to say, as they were given
 */
export async function verifyChunk(
  tried: readonly Started[],
  parts: Parts,
  signal: AbortSignal,
): Promise<Started[]> {
  const { seal, database, now } = parts
  const subjects = tried.map(({ row, located }) => searchAgain(row, located, seal))
  const found = await parts.locateMany(subjects, signal)
  const located = tried.map(({ row, located: before }, index) => {
    const subject = found[index]
    if (subject === undefined) throw new Error('A person was looked for, and no answer was given.')
    return withEarlierMatches(subject, before, row.decisions, 'all')
  })
  const plans = await parts.planMany(located, signal)
  const alone: Started[] = []
  const closings: Closing[] = []
  const ended: Started[] = []
  const asking: Started[] = []
  const undecided: Parameters<typeof moveRequests>[1][number][] = []
  for (const [index, one] of tried.entries()) {
    const row = asCarriedOut(one.row)
    const subject = located[index]
    const plan = plans[index]
    if (subject === undefined || plan === undefined)
      throw new Error('A plan was asked for, and none was made.')
    if (!plan.complete || destructive(plan).length > 0) {
      alone.push(one)
      continue
    }
    const findings = findingsOf(subject, plan)
    if (findings.some(({ code }) => code === 'UNDECIDED')) {
      const sealed = { locatedSealed: seal.seal(subject), planSealed: seal.seal(plan) }
      undecided.push({ row, move: { event: 'undecided', ...sealed, plannedAt: now(), findings } })
      asking.push(one)
      continue
    }
    closings.push({ row, located: subject, carriedOut: one.plan, now: plan, findings, skips: [] })
    ended.push(one)
  }
  const written = await database.write(async (executor) => {
    const rows = [...asking, ...ended].map(({ row }) => row.id)
    await lockRequests(executor, rows)
    const asked = new Set((await moveRequests(executor, undecided, parts)).map(({ id }) => id))
    const runs = asking.filter(({ row }) => asked.has(row.id)).flatMap(triedRuns)
    const recorded = await recordRuns(
      executor,
      runs.map(({ run }) => run),
    )
    if (recorded.length < runs.length) throw new Superseded()
    const closed = await closeErasures(executor, closings, parts, ended)
    return new Set([...asked, ...closed.map(({ id }) => id)])
  })
  const movedOn = [...asking, ...ended].filter(({ row }) => !written.has(row.id))
  return [...alone, ...movedOn]
}

/**
 * Where a request is once all its runs are done. Its row says so by what is written next: whoever finds it as it stands
 * before sees by the runs that it goes on here.
 */
function asCarriedOut(row: RequestRow): RequestRow {
  return { ...row, ...next(row, 'carried-out') }
}
