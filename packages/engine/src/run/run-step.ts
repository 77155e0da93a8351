import { moveRequest } from '../request/request-row.ts'
import type { Parts } from '../request/parts.ts'
import { findingsOf, finding } from '../request/findings.ts'
import { locatedOf, planOf } from '../request/request-row.ts'
import type { RequestRow } from '../store/table.ts'
import { describeFailure } from './failed-lines.ts'
import { isOpenRun, runsOf } from './run-row.ts'

/** Looks at the runs of a request: goes on to verify when none is open, else says what it waits for. */
export async function runStep(row: RequestRow, parts: Parts): Promise<boolean> {
  const { database, queue, seal } = parts
  const rows = (await database.read((executor) => runsOf(executor, row.id))).filter(
    ({ round }) => round === row.rounds,
  )
  const open = rows.filter(isOpenRun)
  if (open.length === 0) {
    await database.write(async (executor) => {
      await moveRequest(executor, row, { phase: 'verify', status: 'running', nextAttemptAt: null })
      // whoever takes over finds it, should this one be gone before it goes on
      await queue.look(executor, 'request', row.id)
    })
    return true
  }
  const allWait = open.every(({ status }) => status === 'waiting')
  const status = allWait ? 'waiting' : 'running'
  const nextAttemptAt = allWait ? earliest(open.map((run) => run.nextAttemptAt)) : null
  const located = locatedOf(row, seal)
  const troubles = open.flatMap(({ system, failure }) =>
    failure === null ? [] : [finding('FAILED', system, null, 0, describeFailure(failure))],
  )
  const findings = [...troubles, ...(located === null ? [] : findingsOf(located, planOf(row, seal)))]
  await database.write((executor) => moveRequest(executor, row, { status, nextAttemptAt, findings }))
  return false
}

function earliest(moments: readonly (Date | null)[]): Date | null {
  return moments.filter((moment) => moment !== null).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}
