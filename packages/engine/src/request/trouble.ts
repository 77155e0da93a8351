import { permanent } from '@rechtop/connector'
import { loadRun, moveRun } from '../run/run-row.ts'
import { finding } from './findings.ts'
import { attemptLimit, pauseAfter, type Parts } from './parts.ts'
import { loadRequest, moveRequest } from './request-row.ts'

const message = 'Something went wrong inside Rechtop; its log has the code. Retry, or report it.'

/** A step failed in a way that nobody foresaw: it is tried again with growing pauses, and then a person has to look. */
export async function noteTrouble(id: string, parts: Parts): Promise<void> {
  const { database, queue, now } = parts
  await database.write(async (executor) => {
    const row = await loadRequest(executor, id)
    if (row === null || row.phase === 'end') return
    const attempts = row.attempts + 1
    const nextAttemptAt = attempts >= attemptLimit ? null : pauseAfter(attempts, now())
    const status = nextAttemptAt === null ? 'needs-attention' : 'waiting'
    const others = row.findings.filter((one) => one.message !== message)
    const findings = [finding('FAILED', null, null, 0, message), ...others]
    await moveRequest(executor, row, { status, attempts, nextAttemptAt, findings })
    if (nextAttemptAt !== null) await queue.look(executor, 'request', id, nextAttemptAt)
  })
}

/** The same for a run: it ends, and looking again tells what it left behind. */
export async function noteRunTrouble(id: string, parts: Parts): Promise<void> {
  await parts.database.write(async (executor) => {
    const run = await loadRun(executor, id)
    if (run === null || !['pending', 'running', 'waiting'].includes(run.status)) return
    const failure = permanent('something went wrong inside Rechtop')
    await moveRun(executor, run, { status: 'failed', failure, nextAttemptAt: null })
    await parts.queue.look(executor, 'request', run.requestId)
  })
}
