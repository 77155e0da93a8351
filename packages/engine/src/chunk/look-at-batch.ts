import type { Parts } from '../request/parts.ts'
import { moveRequests } from '../request/request-row.ts'
import type { RequestRow } from '../store/table.ts'
import { claimChunk, holdFor } from './claim-chunk.ts'
import { eraseChunk } from './erase-chunk.ts'
import { orderChunk } from './order-chunk.ts'
import { verifyChunk } from './verify-chunk.ts'

/** While the database works for one chunk, another one can be planned. */
const atOnce = 2

/**
 * Carries out a batch, some hundred people at a time, until nothing is left of it that nobody has begun. The rows are
 * those that each request has by itself: whatever ends this leaves them to be looked at one by one.
 */
export async function lookAtBatch(batch: string, parts: Parts, signal: AbortSignal): Promise<void> {
  const lane = async (): Promise<void> => {
    while (await lookAtChunk(batch, parts, signal)) signal.throwIfAborted()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

/** @returns whether there was one */
async function lookAtChunk(batch: string, parts: Parts, signal: AbortSignal): Promise<boolean> {
  const rows = await claimChunk(batch, parts)
  if (rows.length === 0) return false
  const { started, alone } = await orderChunk(rows, parts, signal)
  await goAlone(alone, parts)
  const done = await eraseChunk(started, parts, signal)
  const carriedOut = started.map(({ row }) => row).filter(({ id }) => done.has(id))
  const others = started.map(({ row }) => row).filter(({ id }) => !done.has(id))
  const heldUntil = new Date(parts.now().getTime() + holdFor)
  const verifying = await parts.database.write(async (executor) => {
    for (const { id, priority } of others) await parts.queue.look(executor, 'request', id, null, priority)
    const moves = carriedOut.map((row) => ({ row, move: { event: 'carried-out' as const, heldUntil } }))
    return moveRequests(executor, moves, parts)
  })
  await goAlone(await verifyChunk(verifying, parts, signal), parts)
  return true
}

/** Lets go of requests, each to be looked at by itself. */
async function goAlone(rows: readonly RequestRow[], parts: Parts): Promise<void> {
  const { database, queue } = parts
  await database.write(async (executor) => {
    const moves = rows.map((row) => ({ row, move: { event: 'begun' as const } }))
    const released = await moveRequests(executor, moves, parts)
    for (const { id, priority } of released) await queue.look(executor, 'request', id, null, priority)
  })
}
