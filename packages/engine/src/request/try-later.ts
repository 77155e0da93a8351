import type { RequestRow } from '../store/table.ts'
import { attemptLimit, pauseAfter, withinDay, type Parts } from './parts.ts'
import { moveRequest } from './request-row.ts'
import type { Finding } from './request.ts'

export type LaterOptions = {
  /** What to begin with then; left out: with everything. */
  readonly phase?: 'locate' | 'files'
  /** A system said when it can be asked again. */
  readonly notBefore?: Date | null
  /** Something was done this time, so that the count of tries begins anew. */
  readonly progressed?: boolean
}

/** A system could not be read: it is looked at again later, until a person has to. */
export async function tryLater(
  row: RequestRow,
  findings: readonly Finding[],
  parts: Parts,
  { phase = 'locate', notBefore = null, progressed = false }: LaterOptions = {},
): Promise<void> {
  const attempts = (progressed ? 0 : row.attempts) + 1
  const pause = pauseAfter(attempts, parts.now())
  const next = notBefore !== null && notBefore > pause ? withinDay(notBefore, parts.now()) : pause
  const event = phase === 'files' ? 'file-unreachable' : 'unreachable'
  await parts.database.write(async (executor) => {
    if (attempts >= attemptLimit) {
      await moveRequest(executor, row, { event: `${event}-for-long`, findings, attempts }, parts)
      return
    }
    await moveRequest(executor, row, { event, nextAttemptAt: next, findings, attempts }, parts)
    await parts.queue.look(executor, 'request', row.id, next)
  })
}
