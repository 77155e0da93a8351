import type { Phase, RequestRow } from '../store/table.ts'
import { attemptLimit, pauseAfter, withinDay, type Parts } from './parts.ts'
import { moveRequest } from './request-row.ts'
import type { Finding } from './request.ts'

export type LaterOptions = {
  /** What to begin with then; left out: with everything. */
  readonly phase?: Phase
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
  const nextAttemptAt = attempts >= attemptLimit ? null : next
  const status = nextAttemptAt === null ? 'needs-attention' : 'waiting'
  await parts.database.write(async (executor) => {
    await moveRequest(executor, row, { phase, status, findings, attempts, nextAttemptAt })
    if (nextAttemptAt !== null) await parts.queue.look(executor, 'request', row.id, nextAttemptAt)
  })
}
