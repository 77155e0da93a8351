import { sql } from 'drizzle-orm'
import { rowsOf, type Executor } from '../store/database.ts'
import { chunksIn, isAtWork } from './slot-rows.ts'

/** A chunk, and the job of which it is a part. */
export type ChunkOfJob = { readonly chunk: string; readonly job: string }

/** Locks the slots of all these systems, in one order: two chunks never wait for each other. */
export async function lockAllSlots(executor: Executor, systems: readonly string[]): Promise<void> {
  await executor.execute(
    sql`
      insert into rechtop.slot_gate (system)
      select system from jsonb_array_elements_text(${JSON.stringify(systems)}::jsonb) as system order by system
      on conflict (system) do update set system = excluded.system`,
  )
}

/**
 * Gives a chunk a slot of each of these systems, or none. Behind the locks of all. Where a system has several, one is left
 * to runs that go by themselves; of the only one, those that wait for it or were just woken come first.
 * @param heldFor the milliseconds after which the chunk's worker is taken for dead
 */
export async function takeChunkSlots(
  executor: Executor,
  { chunk, job }: ChunkOfJob,
  limits: ReadonlyMap<string, number>,
  heldFor: number,
): Promise<boolean> {
  const asked = [...limits].map(([system, slots]) => ({ system, slots }))
  const taken = await rowsOf(
    executor,
    sql`
      with asked as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (system text, slots int)
      ), free as (
        select not exists (
          select from asked,
            lateral (select (select count(*) from rechtop.slot where slot.system = asked.system and ${isAtWork}) as runs,
              ${chunksIn(sql`asked.system`)} as chunks) as held
          where runs + chunks >= slots or chunks >= greatest(1, slots - 1) or slots = 1 and exists (
            select from rechtop.slot_wait where slot_wait.system = asked.system
              and (woken_at is null or woken_at > now() - interval '20 seconds'))
        ) as all_free
      ), cleared as (
        delete from rechtop.chunk_slot where until <= now()
      )
      insert into rechtop.chunk_slot (chunk_id, job_id, system, until)
      select ${chunk}::uuid, ${job}::uuid, asked.system, now() + ${heldFor}::int * interval '1 millisecond'
      from asked, free where all_free
      returning system`,
  )
  return taken.length > 0
}

/** Takes the slots of a chunk back. Behind the locks of its systems. */
export async function leaveChunkSlots(executor: Executor, chunk: string): Promise<void> {
  await executor.execute(sql`delete from rechtop.chunk_slot where chunk_id = ${chunk}::uuid`)
}

/** The same for all chunks of a job, of which none is at work any more. */
export async function leaveSlotsOfJob(executor: Executor, job: string): Promise<void> {
  await executor.execute(sql`delete from rechtop.chunk_slot where job_id = ${job}::uuid`)
}
