import { permanent, type Outcome } from '@rechtop/connector'
import { attemptLimit, type Parts } from '../request/parts.ts'
import { loadRequest, Superseded } from '../request/request-row.ts'
import type { RunRow } from '../store/table.ts'
import { dueLines } from './due-lines.ts'
import { eraseLines, failAll } from './erase-lines.ts'
import { orderOf } from './order.ts'
import { isOpenRun, loadRun, moveRun } from './run-row.ts'
import { recordLate } from './record-late.ts'
import { recordRuns, settledRun } from './record-runs.ts'
import { settle } from './settle.ts'
import { unsealedLines, type UnsealedLine } from './unsealed-lines.ts'

/** What a try without an outcome counts, in failed tries: whatever ends its worker each time is tried ten times. */
const weightOfDeath = attemptLimit / 10

const noOutcome = permanent(
  'it was begun ten times and never came to an outcome; see why the worker ends, then retry',
)

/**
 * Carries out the lines of a run that are due: one `erase` call, then one transaction with what came of it. Safe to
 * repeat at any point: only open lines are sent, each under the key that it always had.
 */
export async function carryOut(runId: string, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, queue, systems, now } = parts
  const found = await database.read((executor) => loadRun(executor, runId))
  if (found === null || !isOpenRun(found)) return
  const request = await database.read((executor) => loadRequest(executor, found.requestId))
  if (request?.phase !== 'run') return
  if (found.nextAttemptAt !== null && found.nextAttemptAt > now()) {
    const { nextAttemptAt } = found
    await database.write((executor) => queue.look(executor, 'run', runId, nextAttemptAt))
    return
  }
  const run = await claim(found, parts)
  const order = orderOf(run, parts.seal)
  const open = unsealedLines(run, order)
  const system = systems.get(run.system)
  const holdings = system?.connector.holdings ?? {}
  const due = [...dueLines(open, holdings, now())]
  const isGivenUp = found.status === 'running' && run.failedAttempts >= attemptLimit
  const outcomes = isGivenUp ? failAll(due, noOutcome) : await attempt(run, due)
  const byLine = new Map(due.map(({ id }, index) => [id, outcomes[index]]))
  const answers = open.map(({ id }) => (byLine.has(id) ? byLine.get(id) : 'not-sent'))
  const settlement = settle(open, answers, holdings, run.failedAttempts, now())
  const tried = settledRun(run, settlement, parts)
  const isOurs = await database.write(async (executor) => {
    const [recorded] = await recordRuns(executor, [tried])
    if (recorded === undefined) return false
    const { status, nextAttemptAt } = recorded
    if (status === 'waiting') await queue.look(executor, 'run', run.id, nextAttemptAt)
    await queue.look(executor, 'request', run.requestId)
    return true
  })
  if (isOurs) return
  await database.write((executor) => recordLate(executor, [{ run: tried, order }], parts))
  throw new Superseded()

  async function attempt(own: RunRow, lines: readonly UnsealedLine[]): Promise<Outcome[]> {
    if (lines.length === 0) return []
    try {
      return await eraseLines(system, lines, parts, signal)
    } catch (error) {
      await handBack(own, parts)
      throw error
    }
  }
}

/** A run that is still under way when it is claimed was left by a worker that ended, or could not store its outcome. */
async function claim(found: RunRow, { database }: Parts): Promise<RunRow> {
  const failedAttempts = found.failedAttempts + (found.status === 'running' ? weightOfDeath : 0)
  const attempts = found.attempts + 1
  return database.write((executor) =>
    moveRun(executor, found, 'claimed', { attempts, failedAttempts, nextAttemptAt: null }),
  )
}

/** The worker has to stop: the next one does not take this for a death. */
async function handBack(run: RunRow, { database, log }: Parts): Promise<void> {
  await database
    .write((executor) => moveRun(executor, run, 'handed-back'))
    // somebody else has it, or the database is down: why the worker stops matters more
    .catch(() => log('run-not-handed-back'))
}
