import { exportStep } from '../export/export-step.ts'
import { filesStep } from '../export/files-step.ts'
import { OwnError } from '../own-error.ts'
import { carryOut } from '../run/carry-out.ts'
import { runStep } from '../run/run-step.ts'
import { verifyStep } from '../verify/verify-step.ts'
import { locateStep } from './locate-step.ts'
import type { Parts } from './parts.ts'
import { loadRequest, Superseded } from './request-row.ts'
import { noteRunTrouble, noteTrouble } from './trouble.ts'

/**
 * Looks at a request and does what is due, step by step, until there is nothing to do now. The rows say everything, so
 * a look may come twice, late or never: the next one goes on where the last one wrote.
 */
export function look(id: string, parts: Parts, signal: AbortSignal): Promise<void> {
  return guarded(
    async () => {
      while (await lookOnce(id, parts, signal)) signal.throwIfAborted()
    },
    () => noteTrouble(id, parts),
    parts,
    signal,
  )
}

/** Looks at a run: carries out what is open. */
export function lookAtRun(id: string, parts: Parts, signal: AbortSignal): Promise<void> {
  return guarded(
    () => carryOut(id, parts, signal),
    () => noteRunTrouble(id, parts),
    parts,
    signal,
  )
}

/** Somebody else's move ends a look; a database that is down lets the job come back; all else is noted in the row. */
async function guarded(
  work: () => Promise<void>,
  note: () => Promise<void>,
  { log }: Parts,
  signal: AbortSignal,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Superseded) return
    if (signal.aborted || error instanceof OwnError) throw error
    log('step-failed', { name: error instanceof Error ? error.name : 'unknown' })
    await note()
  }
}

/** @returns whether another step may be due at once */
async function lookOnce(id: string, parts: Parts, signal: AbortSignal): Promise<boolean> {
  const row = await parts.database.read((executor) => loadRequest(executor, id))
  if (row === null || row.status === 'needs-attention') return false
  const isEarly = row.nextAttemptAt !== null && row.nextAttemptAt > parts.now()
  if (isEarly && row.phase !== 'run') return false
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
