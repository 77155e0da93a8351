import { randomUUID } from 'node:crypto'
import type { ChunkOfJob } from '../pace/chunk-slot-rows.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequests } from '../request/request-row.ts'
import type { Started } from '../run/start-runs.ts'
import type { RequestRow } from '../store/table.ts'
import { leaveChunk, ofNoJob, takeBackChunks, takeBackOfJob, thisChunk } from './chunk-row.ts'
import { chunkSizeOf, holdFor, mostTries } from './chunk-size.ts'
import { claimChunk } from './claim-chunk.ts'
import { eraseChunk } from './erase-chunk.ts'
import { leaveTried } from './leave-tried.ts'
import { orderChunk } from './order-chunk.ts'
import { verifyChunk } from './verify-chunk.ts'

/** While the database works for one chunk, Node can work for another one. */
const atOnce = 2

/** A look at a batch, by the job that asked for it. */
type Look = { readonly batch: string; readonly job: string }

/**
 * Carries out a batch, some hundred people at a time, until nothing is left of it that nobody has begun. The rows are
 * those that each request has by itself: whatever ends this leaves them to be looked at one by one. Throws what a chunk
 * throws, after letting the others end.
 */
export async function lookAtBatch(look: Look, parts: Parts, signal: AbortSignal): Promise<void> {
  await takeBackOfJob(look.job, parts)
  const size = chunkSizeOf(parts)
  if (size === null) return
  const lane = async (): Promise<void> => {
    while (await lookAtChunk(look, size, parts, signal)) signal.throwIfAborted()
  }
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane))
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
}

/**
 * Carries out the next chunk of a batch.
 * @returns whether there was one
 */
export async function lookAtChunk(
  { batch, job }: Look,
  size: number,
  parts: Parts,
  signal: AbortSignal,
): Promise<boolean> {
  // those who work on batches are the ones who notice: their jobs come back only when one of them has ended its own
  await takeBackChunks(ofNoJob, parts)
  const chunk = { chunk: randomUUID(), job }
  const claim = (): Promise<RequestRow[]> => claimChunk(batch, chunk, size, parts)
  try {
    const isThere = await carryOutChunk(chunk, claim, parts, signal)
    await parts.database.write((executor) => leaveChunk(executor, chunk.chunk))
    return isThere
  } catch (error) {
    // the job goes on with other chunks: nobody would see by it that this one has ended
    await takeBackChunks(thisChunk(chunk.chunk), parts).catch(() => parts.log('chunk-not-taken-back'))
    throw error
  }
}

type Claim = () => Promise<RequestRow[]>

/** @returns whether there was one */
async function carryOutChunk(
  chunk: ChunkOfJob,
  claim: Claim,
  parts: Parts,
  signal: AbortSignal,
): Promise<boolean> {
  // whatever takes longer than its requests are held would be done beside whoever has them then
  const within = (share: number): AbortSignal =>
    AbortSignal.any([signal, AbortSignal.timeout(holdFor * share)])
  let toTheEnd = signal
  const work = (): Promise<Started[] | null> => {
    toTheEnd = within(0.95)
    return eraseClaimed(claim, parts, within(0.75))
  }
  const tried = await parts.slots.withinAll(chunk, holdFor, work, signal)
  if (tried === 'no-slots') {
    // one by one they stand in the rows of those that wait, and have their turn
    const rows = await claim()
    await goAlone(rows, parts)
    return rows.length > 0
  }
  if (tried === null) return false
  const [done, others] = byOutcome(tried)
  try {
    await leaveTried(others, parts)
    await leaveTried(await verifyChunk(done, parts, toTheEnd), parts)
  } catch (error) {
    // the systems have done it: whoever goes on need not ask them again
    await leaveTried(tried, parts).catch(() => parts.log('chunk-not-recorded'))
    throw error
  }
  return true
}

/** Those of whom all runs are done, and the others. */
function byOutcome(tried: readonly Started[]): [Started[], Started[]] {
  const isDone = ({ runs }: Started): boolean => runs.every(({ run }) => run.status === 'done')
  return [tried.filter(isDone), tried.filter((one) => !isDone(one))]
}

/** Null when nobody is left. */
async function eraseClaimed(claim: Claim, parts: Parts, signal: AbortSignal): Promise<Started[] | null> {
  const rows = await claim()
  if (rows.length === 0) return null
  const { started, alone } = await orderChunk(rows, parts, signal)
  await goAlone(alone, parts)
  return eraseChunk(started, parts, signal)
}

/** Lets go of requests, each to be looked at by itself. */
async function goAlone(rows: readonly RequestRow[], parts: Parts): Promise<void> {
  const { database, queue } = parts
  await database.write(async (executor) => {
    const moves = rows.map((row) => ({ row, move: { event: 'begun' as const, attempts: mostTries } }))
    for (const { id } of await moveRequests(executor, moves, parts)) await queue.look(executor, 'request', id)
  })
}
