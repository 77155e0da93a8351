import { exportStep } from '../export/export-step.ts'
import { filesStep } from '../export/files-step.ts'
import type { Subjects } from '../queue/queue.ts'
import { carryOut } from '../run/carry-out.ts'
import { loadRun } from '../run/run-row.ts'
import { runStep } from '../run/run-step.ts'
import { StoreError } from '../store/database.ts'
import type { RequestRow } from '../store/table.ts'
import { verifyStep } from '../verify/verify-step.ts'
import { staysBehind } from './behind-another.ts'
import { locateStep } from './locate-step.ts'
import { pauseAfter, type Parts } from './parts.ts'
import { loadRequest, moveRequest, Superseded } from './request-row.ts'
import { recheckStep } from '../recheck/recheck-step.ts'
import { giveUp, noteRecheckTrouble, noteRunTrouble, noteTrouble } from './trouble.ts'
import { isWorked } from './worked-phases.ts'

/**
 * Looks at a request and does what is due, step by step, until there is nothing to do now. The rows say everything, so
 * a look may come twice, late or never: the next one goes on where the last one wrote. `returned`: how often this very
 * look came back without an end. One that ends its worker each time is given up, before it ends all of them.
 */
export async function look(id: string, parts: Parts, signal: AbortSignal, returned = 0): Promise<void> {
  while (await lookOnce(id, parts, signal, returned)) signal.throwIfAborted()
}

/** One that is killed beside it counts as well. */
const mostReturns = 20

/** Looks at a run: carries out what is open. */
export async function lookAtRun(id: string, parts: Parts, signal: AbortSignal): Promise<void> {
  const run = await parts.database.read((executor) => loadRun(executor, id))
  if (run === null) return
  await guarded('run', id, parts, signal, {
    work: () => carryOut(id, parts, signal),
    note: () => noteRunTrouble(run, parts),
  })
}

/** @returns whether another step may be due at once */
async function lookOnce(id: string, parts: Parts, signal: AbortSignal, returned: number): Promise<boolean> {
  const isGivenUp = returned >= mostReturns
  const row = await parts.database.read((executor) => loadRequest(executor, id))
  if (row?.phase === 'end') {
    const work = (): Promise<void> =>
      isGivenUp ? noteRecheckTrouble(row, parts) : recheckStep(row, parts, signal)
    await guarded('request', id, parts, signal, { work, note: () => noteRecheckTrouble(row, parts) })
    return false
  }
  if (row === null) return false
  const isBehind = row.reason === 'another-request'
  if (!isBehind && !isDue(row, parts.now())) return false
  let own = row
  let goOn = false
  await guarded('request', id, parts, signal, {
    work: async () => {
      if (isBehind && (await staysBehind(row, parts))) return
      if (isGivenUp) return giveUp(row, parts)
      own = await claim(row, parts)
      goOn = await step(own, parts, signal)
    },
    note: () => noteTrouble(own, parts),
  })
  return goOn
}

function isDue({ phase, status, nextAttemptAt }: RequestRow, now: Date): boolean {
  // the runs of a request go on whatever a person is asked meanwhile
  if (phase === 'run') return true
  if (!isWorked(phase) || status === 'needs-attention') return false
  return nextAttemptAt === null || nextAttemptAt <= now
}

/**
 * Makes a step that asks the systems this worker's own, before it begins: what another one still has in hand can't be
 * written any more. The steps of an export do so themselves.
 */
async function claim(row: RequestRow, parts: Parts): Promise<RequestRow> {
  if (row.phase !== 'locate' && row.phase !== 'verify') return row
  return parts.database.write((executor) => moveRequest(executor, row, { event: 'begun' }, parts))
}

async function step(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<boolean> {
  if (row.phase !== 'locate' && row.locatedSealed === null) {
    throw new Error('A request is past its search, and what was found is gone.')
  }
  switch (row.phase) {
    case 'locate':
      await locateStep(row, parts, signal)
      return true
    case 'run':
      return runStep(row, parts)
    case 'verify':
      await verifyStep(row, parts, signal)
      return false
    case 'export':
      return exportStep(row, parts, signal)
    case 'files':
      await filesStep(row, parts, signal)
      return false
    case 'approve':
    case 'decide':
    case 'end':
      return false
  }
}

/** A database that is down lets the job come back; all else that fails is noted in the row that the work began with. */
async function guarded(
  at: Subjects,
  id: string,
  parts: Parts,
  signal: AbortSignal,
  { work, note }: { readonly work: () => Promise<void>; readonly note: () => Promise<void> },
): Promise<void> {
  try {
    await work().catch(async (error: unknown) => {
      if (error instanceof Superseded || signal.aborted || isOutage(error)) throw error
      parts.log('step-failed', {
        name: error instanceof Error ? error.name : 'unknown',
        ...(error instanceof StoreError && { code: error.code }),
      })
      await note()
    })
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    // Whoever moved it may have counted on this very look, and may be gone. A job and not another turn here: the queue
    // gives it to one worker only, and this one may have lost its lease without knowing it.
    const soon = pauseAfter(1, parts.now())
    await parts.database.write((executor) => parts.queue.look(executor, at, id, soon))
  }
}

/** A statement that ran out of time can do so each time, so that it is told. */
function isOutage(error: unknown): boolean {
  return error instanceof StoreError && error.isOutage && error.code !== '57014'
}
