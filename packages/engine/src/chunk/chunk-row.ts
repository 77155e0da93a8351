import { and, asc, eq, isNotNull, sql, type SQL } from 'drizzle-orm'
import { leaveSlotsOfJob, type ChunkOfJob } from '../pace/chunk-slot-rows.ts'
import { isBatchAtWork } from '../pace/slot-rows.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequests } from '../request/request-row.ts'
import { isAmong } from '../store/among.ts'
import { rowsOf, type Executor } from '../store/database.ts'
import { requests, runs, type RequestRow } from '../store/table.ts'
import { mostTries } from './chunk-size.ts'

/** Writes down whom a chunk has in hand, and for how many milliseconds, in the transaction that claims them. */
export async function holdChunk(
  executor: Executor,
  { chunk, job }: ChunkOfJob,
  requestIds: readonly string[],
  heldFor: number,
): Promise<void> {
  await executor.execute(
    sql`insert into rechtop.chunk (id, job_id, request_ids, until)
      values (${chunk}::uuid, ${job}::uuid, ${JSON.stringify(requestIds)}::jsonb,
        now() + ${heldFor}::int * interval '1 millisecond')`,
  )
}

/** A chunk that came to its end. */
export async function leaveChunk(executor: Executor, chunk: string): Promise<void> {
  await executor.execute(sql`delete from rechtop.chunk where id = ${chunk}::uuid`)
}

/** A chunk that nobody works on any more, as whoever did so knows. */
export const thisChunk = (chunk: string): SQL => sql`chunk.id = ${chunk}::uuid`

/** The chunks whose job is at work no more: its worker has died. */
export const ofNoJob: SQL = sql`not ${isBatchAtWork(sql`chunk.job_id`)}`

/**
 * Gives the people of chunks that have lost their worker to others, without waiting until they are held no more: those of
 * whom nothing was begun to the next chunk, or to whoever looks at them by themselves after the last try, and the runs of
 * the others to whoever looks at them, one by one. Should the worker be alive after all, it finds that they have moved on.
 */
export async function takeBackChunks(lost: SQL, parts: Parts): Promise<void> {
  const { database, queue } = parts
  const isThere = await database.read((executor) =>
    rowsOf(executor, sql`select 1 from rechtop.chunk where ${lost} limit 1`),
  )
  if (isThere.length === 0) return
  await database.write(async (executor) => {
    const rows = await takeLost(executor, lost)
    const moves = rows.filter(isHeld).map((row) => ({ row, move: { event: 'begun' as const } }))
    const free = await moveRequests(executor, moves, parts)
    const alone = free.filter(({ attempts }) => attempts >= mostTries)
    for (const [priority, ofThese] of Map.groupBy(alone, (row) => row.priority)) {
      await queue.lookAtNew(executor, 'request', idsOf(ofThese), priority)
    }
    const begun = rows.filter(({ phase }) => phase === 'run')
    // what was begun is ended before its equals begin
    for (const [priority, ofThese] of Map.groupBy(begun, (row) => row.priority + 1)) {
      const open = await letRunsGo(executor, idsOf(ofThese))
      await queue.lookAtNew(executor, 'run', [...open.keys()], priority)
      const waiting = new Set(open.values())
      const others = idsOf(ofThese).filter((id) => !waiting.has(id))
      await queue.lookAtNew(executor, 'request', others, priority)
    }
    parts.log('chunk-taken-back', { requests: rows.length })
  })
}

const idsOf = (rows: readonly RequestRow[]): string[] => rows.map(({ id }) => id)

/** Takes back what an earlier try of this job had in hand: whoever has the job now is its only worker. */
export async function takeBackOfJob(job: string, parts: Parts): Promise<void> {
  // also where it had slots and had claimed nobody yet
  await parts.database.write((executor) => leaveSlotsOfJob(executor, job))
  await takeBackChunks(sql`chunk.job_id = ${job}::uuid`, parts)
}

/** The requests of these chunks, which are chunks no more. Whoever was held for long enough may be in another one by now. */
async function takeLost(executor: Executor, lost: SQL): Promise<RequestRow[]> {
  const taken = await rowsOf(
    executor,
    sql`
      with gone as (delete from rechtop.chunk where ${lost} returning request_ids, until)
      select jsonb_array_elements_text(request_ids) as id from gone where until > now()`,
  )
  const ids = taken.map(({ id }) => String(id))
  return executor
    .select()
    .from(requests)
    .where(isAmong(requests.id, ids))
    .orderBy(asc(requests.id))
    .for('no key update')
}

/** Whether a request is as its chunk claimed it: nobody else has begun with it. */
function isHeld({ phase, status, nextAttemptAt, locatedSealed }: RequestRow): boolean {
  const isUnbegun = phase === 'locate' && locatedSealed === null && nextAttemptAt !== null
  return isUnbegun && (status === 'received' || status === 'running')
}

/** Lets go of the runs of these requests that were begun with their chunk: their ids, each with its request's. */
async function letRunsGo(executor: Executor, requestIds: readonly string[]): Promise<Map<string, string>> {
  const isOfThese = isAmong(runs.requestId, requestIds)
  const open = await executor
    .update(runs)
    .set({ nextAttemptAt: null })
    .where(and(isOfThese, eq(runs.status, 'running'), isNotNull(runs.nextAttemptAt)))
    .returning({ id: runs.id, requestId: runs.requestId })
  return new Map(open.map(({ id, requestId }) => [id, requestId]))
}
