import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { ChunkOfJob } from '../pace/chunk-slot-rows.ts'
import { holdChunk } from './chunk-row.ts'
import { holdFor, mostTries } from './chunk-size.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequests } from '../request/request-row.ts'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import { requestSkips } from '../store/event-table.ts'
import { requests, type RequestRow } from '../store/table.ts'

/**
 * Takes the next requests of a batch that nothing was done for yet. They are the caller's for a while, or until the job
 * ends that it works for: a worker that dies with them leaves them to whoever looks afterwards.
 */
export async function claimChunk(
  batch: string,
  chunk: ChunkOfJob,
  size: number,
  parts: Parts,
): Promise<RequestRow[]> {
  const { database, now } = parts
  const heldUntil = new Date(now().getTime() + holdFor)
  return database.write(async (executor) => {
    const rows = await executor
      .select()
      .from(requests)
      .where(
        and(
          eq(requests.batchId, batch),
          eq(requests.phase, 'locate'),
          eq(requests.right, 'erasure'),
          isNull(requests.locatedSealed),
          isNull(requests.wantedDigest),
          lt(requests.attempts, mostTries),
          // a chunk leaves nothing out
          sql`not exists (select from rechtop.request_skip where request_skip.request_id = ${requests.id})`,
          sql`(${requests.nextAttemptAt} is null or ${requests.nextAttemptAt} <= ${now().toISOString()}::timestamptz)`,
        ),
      )
      .orderBy(asc(requests.createdAt), asc(requests.id))
      .limit(size)
      .for('no key update', { skipLocked: true })
    // what was said while this waited for a row is only seen by a statement that begins afterwards
    const skipped = await skippedAmong(executor, rows)
    const whole = rows.filter(({ id }) => !skipped.has(id))
    const moves = whole.map((row) => ({
      row,
      move: { event: 'begun' as const, heldUntil, attempts: row.attempts + 1 },
    }))
    const claimed = await moveRequests(executor, moves, parts)
    const ids = claimed.map(({ id }) => id)
    if (ids.length > 0) await holdChunk(executor, chunk, ids, holdFor)
    return claimed
  })
}

async function skippedAmong(executor: Executor, rows: readonly RequestRow[]): Promise<ReadonlySet<string>> {
  const ids = rows.map(({ id }) => id)
  const { requestId } = requestSkips
  const skips = await executor.select({ requestId }).from(requestSkips).where(isAmong(requestId, ids))
  return new Set(skips.map((skip) => skip.requestId))
}
