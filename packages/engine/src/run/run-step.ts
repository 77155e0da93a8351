import { addPeriod, dayOf } from '../plan/calendar.ts'
import type { Parts } from '../request/parts.ts'
import { findingsOf, finding } from '../request/findings.ts'
import { locatedOf, moveRequest, planOf, type Move } from '../request/request-row.ts'
import type { RequestRow, RunRow } from '../store/table.ts'
import { describeFailure } from './failed-lines.ts'
import { isOpenRun, runsOf } from './run-row.ts'

/** Looks at the runs of a request: goes on to verify when none is open, else says what it waits for. */
export async function runStep(row: RequestRow, parts: Parts): Promise<boolean> {
  const { database, queue, seal } = parts
  const rows = (await database.read((executor) => runsOf(executor, [row.id]))).filter(
    ({ round }) => round === row.rounds,
  )
  const open = rows.filter(isOpenRun)
  if (open.length === 0) {
    await database.write(async (executor) => {
      await moveRequest(executor, row, { event: 'carried-out' }, parts)
      // whoever takes over finds it, should this one be gone before it goes on
      await queue.look(executor, 'request', row.id)
    })
    return true
  }
  const located = locatedOf(row, seal)
  const troubles = open.flatMap(({ system, failure }) =>
    failure === null ? [] : [finding('FAILED', system, null, 0, describeFailure(failure))],
  )
  const findings = [...troubles, ...(located === null ? [] : findingsOf(located, planOf(row, seal)))]
  await database.write((executor) =>
    moveRequest(executor, row, { ...waitOf(row, open, parts), findings }, parts),
  )
  return false
}

/** Whether something is in hand, all is waited for, or the wait outlasts the time that a person needs to step in. */
function waitOf(row: RequestRow, open: readonly RunRow[], { policy }: Parts): Move {
  const nextAttemptAt = earliest(open.map((run) => run.nextAttemptAt))
  if (nextAttemptAt === null || open.some(({ status }) => status !== 'waiting')) return { event: 'under-way' }
  // nobody looks before that moment: whoever is told only then may be told too late
  const attention = addPeriod(dayOf(nextAttemptAt, policy.timeZone), `P${policy.attentionDays}D`)
  return attention > row.dueOn ? { event: 'systems-late' } : { event: 'systems-awaited', nextAttemptAt }
}

function earliest(moments: readonly (Date | null)[]): Date | null {
  return moments.filter((moment) => moment !== null).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}
