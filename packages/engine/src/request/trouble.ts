import { permanent } from '@rechtop/connector'
import { loadRecheck, putOffRecheck } from '../recheck/recheck-row.ts'
import { isOpenRun, loadRun, moveRun } from '../run/run-row.ts'
import type { RequestRow, RunRow } from '../store/table.ts'
import { finding } from './findings.ts'
import { attemptLimit, pauseAfter, type Parts } from './parts.ts'
import { loadRequest, moveRequest, Superseded } from './request-row.ts'
import { isWorked } from './worked-phases.ts'

const message = 'Something went wrong inside Rechtop; its log has the code. Retry, or report it.'

const neverEnds =
  'Each worker that began with it ended, or took an hour: see how much memory workers have, and what their systems hold of this person. Then retry.'

/**
 * A step failed in a way that nobody foresaw: it is tried again with growing pauses, and then a person has to look.
 * Throws `Superseded` when the request is not as the step had it any more.
 * @param own the request as the step last had it
 */
export async function noteTrouble(own: RequestRow, parts: Parts): Promise<void> {
  const { database, queue, now } = parts
  if (!isWorked(own.phase)) return
  await database.write(async (executor) => {
    const row = await loadRequest(executor, own.id)
    if (row === null) return
    const claimsItself = own.phase === 'export' || own.phase === 'files'
    if (row.phase !== own.phase || !isOf(row, own, claimsItself)) throw new Superseded()
    const attempts = row.attempts + 1
    const others = row.findings.filter((one) => one.message !== message)
    const findings = [finding('FAILED', null, null, 0, message), ...others]
    if (attempts >= attemptLimit) {
      await moveRequest(executor, row, { event: 'troubled-for-long', attempts, findings }, parts)
      return
    }
    const nextAttemptAt = pauseAfter(attempts, now())
    await moveRequest(executor, row, { event: 'troubled', nextAttemptAt, attempts, findings }, parts)
    await queue.look(executor, 'request', row.id, nextAttemptAt)
  })
}

/** A step never comes to an end, whoever begins it: a person has to look. */
export async function giveUp(row: RequestRow, parts: Parts): Promise<void> {
  const findings = [finding('FAILED', null, null, 0, neverEnds), ...row.findings]
  const change = { attempts: attemptLimit, findings }
  await parts.database.write((executor) =>
    moveRequest(executor, row, { event: 'troubled-for-long', ...change }, parts),
  )
}

/**
 * The same for a run: when it has failed too often it ends, and looking again tells what it left behind.
 * @param own the run as it was before it was claimed
 */
export async function noteRunTrouble(own: RunRow, parts: Parts): Promise<void> {
  const { database, queue, now } = parts
  await database.write(async (executor) => {
    const run = await loadRun(executor, own.id)
    if (run === null) return
    // one that was handed back is nobody's, whoever had it
    const isOurs = run.status === 'pending' || isOf(run, own, true)
    if (!isOpenRun(run) || !isOurs) throw new Superseded()
    const failedAttempts = run.failedAttempts + 1
    const nextAttemptAt = failedAttempts >= attemptLimit ? null : pauseAfter(failedAttempts, now())
    const event = nextAttemptAt === null ? 'troubled-for-long' : 'troubled'
    const failure = permanent(message)
    await moveRun(executor, run, event, { failedAttempts, failure, nextAttemptAt })
    if (nextAttemptAt !== null) await queue.look(executor, 'run', run.id, nextAttemptAt)
    await queue.look(executor, 'request', run.requestId)
  })
}

/** The same for looking again at what has ended: it is put off, and nothing else is changed. */
export async function noteRecheckTrouble({ id }: RequestRow, { database, now }: Parts): Promise<void> {
  await database.write(async (executor) => {
    const recheck = await loadRecheck(executor, id)
    if (recheck === null) return
    await putOffRecheck(executor, recheck, pauseAfter(recheck.attempts + 1, now()))
  })
}

/** Whether a row is at the version that the step began with, or at the one that its own claim made of it. */
function isOf(
  { version }: { readonly version: number },
  own: { readonly version: number },
  claimsItself: boolean,
): boolean {
  return version === own.version || (claimsItself && version === own.version + 1)
}
