import { exportStep } from '../export/export-step.ts'
import { runStep } from '../run/run-step.ts'
import { verifyStep } from '../verify/verify-step.ts'
import { locateStep } from './locate-step.ts'
import type { Parts } from './parts.ts'
import { loadRequest, Superseded } from './request-row.ts'

/**
 * Looks at a request and does what is due, step by step, until there is nothing to do now. The rows say everything, so
 * a look may come twice, late or never: the next one goes on where the last one wrote.
 */
export async function look(id: string, parts: Parts, signal: AbortSignal): Promise<void> {
  try {
    while (await lookOnce(id, parts, signal)) signal.throwIfAborted()
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
}

/** @returns whether another step may be due at once */
async function lookOnce(id: string, parts: Parts, signal: AbortSignal): Promise<boolean> {
  const row = await parts.database.read((executor) => loadRequest(executor, id))
  if (row === null || row.status === 'needs-attention') return false
  switch (row.phase) {
    case 'locate':
      if (row.nextAttemptAt !== null && row.nextAttemptAt > parts.now()) return false
      await locateStep(row, parts, signal)
      return true
    case 'run':
      return runStep(row, parts)
    case 'verify':
      await verifyStep(row, parts, signal)
      return false
    case 'export':
      await exportStep(row, parts, signal)
      return false
    case 'approve':
    case 'decide':
    case 'end':
      return false
  }
}
