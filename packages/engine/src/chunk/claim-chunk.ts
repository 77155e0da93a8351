import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { moveRequests } from '../request/request-row.ts'
import { requests, type RequestRow } from '../store/table.ts'

/** How many people are carried out together. More of them are no faster, and one that dies leaves more behind. */
export const chunkSize = 250

/** What keeps a chunk from its end this often may keep it always: its requests go on one by one. */
const mostTries = 3

/** For so long nobody else begins with them, in milliseconds. */
export const holdFor = 120_000

/**
 * Takes the next requests of a batch that nothing was done for yet. They are the caller's for a while: a worker that
 * dies with them leaves them to whoever looks afterwards.
 */
export async function claimChunk(batch: string, parts: Parts): Promise<RequestRow[]> {
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
          sql`(${requests.nextAttemptAt} is null or ${requests.nextAttemptAt} <= ${now().toISOString()}::timestamptz)`,
        ),
      )
      .orderBy(asc(requests.createdAt), asc(requests.id))
      .limit(chunkSize)
      .for('update', { skipLocked: true })
    const moves = rows.map((row) => ({
      row,
      move: { event: 'begun' as const, heldUntil, attempts: row.attempts + 1 },
    }))
    return moveRequests(executor, moves, parts)
  })
}
