import { sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Executor } from '../store/database.ts'

/** A run and the worker that has it in hand. */
export type SlotHolder = { readonly run: string; readonly holder: string }

/**
 * Locks the slots of the system that this run is of, until the transaction ends: who counts them, gives one or takes
 * one back is alone. A statement of its own, so that the next one sees what was written before the lock was had.
 * @returns the system; null when there is no such run
 */
export async function lockSlotsOfRun(executor: Executor, run: string): Promise<string | null> {
  const [row] = await rowsOf(
    executor,
    sql`
      insert into rechtop.slot_gate (system) select system from rechtop.run where id = ${run}::uuid
      on conflict (system) do update set system = excluded.system returning system`,
  )
  return row === undefined ? null : String(row['system'])
}

export async function lockSlots(executor: Executor, system: string): Promise<void> {
  await executor.execute(
    sql`
      insert into rechtop.slot_gate (system) values (${system})
      on conflict (system) do update set system = excluded.system`,
  )
}

/**
 * Gives the run a slot, or lets it wait among those of its priority in the order in which it first came. Behind the
 * lock. A run that another worker had and lost keeps no second slot.
 */
export async function takeSlot(
  executor: Executor,
  system: string,
  limit: number,
  { run, holder }: SlotHolder,
): Promise<boolean> {
  const own = sql`run_id = ${run}::uuid`
  const [row] = await rowsOf(
    executor,
    sql`
      with others as (
        select count(*) + ${chunksIn(system)} as n
        from rechtop.slot where system = ${system} and not (${own}) and ${isAtWork}
      ), cleared as (
        delete from rechtop.slot
        where system = ${system} and (not (${own}) and not ${isAtWork} or ${own} and (select n from others) >= ${limit}::int)
      ), taken as (
        insert into rechtop.slot (run_id, system, holder)
        select ${run}::uuid, ${system}, ${holder}::uuid from others where n < ${limit}::int
        on conflict (run_id) do update set holder = excluded.holder
        returning run_id
      ), entered as (
        delete from rechtop.slot_wait where run_id in (select run_id from taken)
      ), waiting as (
        insert into rechtop.slot_wait (run_id, system, priority)
        select run.id, ${system}, request.priority
        from others, rechtop.run join rechtop.request on request.id = run.request_id
        where n >= ${limit}::int and run.id = ${run}::uuid
        on conflict (run_id) do update set woken_at = null
      )
      select count(*) as taken from taken`,
  )
  return Number(row?.['taken']) > 0
}

/** Takes the slot back, if this holder still has it. Behind the lock. */
export async function leaveSlot(executor: Executor, { run, holder }: SlotHolder): Promise<void> {
  await executor.execute(
    sql`delete from rechtop.slot where run_id = ${run}::uuid and holder = ${holder}::uuid`,
  )
}

/**
 * The most urgent of the runs that wait, and of those the first that came, as many as there are slots free, and at most so
 * many: they keep their places until they have one. Behind the lock. As an array, since a limit that is computed is guessed
 * as a share of all that wait, which would all be read for one.
 */
export async function nextWaiting(
  executor: Executor,
  system: string,
  limit: number,
  most: number,
): Promise<string[]> {
  const rows = await rowsOf(
    executor,
    sql`
      with held as (
        select count(*) + ${chunksIn(system)} as n from rechtop.slot where system = ${system} and ${isAtWork}
      ), next as (
        update rechtop.slot_wait set woken_at = now() where run_id = any(array(
          select run_id from rechtop.slot_wait where system = ${system} and woken_at is null order by priority desc, place
          limit greatest(0, least(${most}::int, ${limit}::int - (select n from held)))
        ))
        returning run_id
      )
      select run_id from next`,
  )
  return rows.map((row) => String(row['run_id']))
}

/** The systems for which runs wait that nobody has woken. */
export async function awaitedSystems(executor: Executor): Promise<string[]> {
  const rows = await rowsOf(
    executor,
    sql`select distinct system from rechtop.slot_wait where woken_at is null`,
  )
  return rows.map((row) => String(row['system']))
}

/** The lease of a slot is that of the run's job: a worker that ends without a word loses both at once. */
export const isAtWork: SQL = sql`exists (
  select 1 from rechtop_queue.job
  where job.name = 'rechtop-run' and coalesce(job.singleton_key, '') = slot.run_id::text
    and job.state = 'active' and job.policy = 'singleton'
)`

/** How many chunks work in a system, as a number in a statement: each while its job is at work, and not for too long. */
export function chunksIn(system: SQL | string): SQL {
  const isHeld = sql`until > now() and ${isBatchAtWork(sql`chunk_slot.job_id`)}`
  return sql`(select count(*) from rechtop.chunk_slot where chunk_slot.system = ${system} and ${isHeld})`
}

/** Whether a worker has the job of a look at a batch: it loses it some seconds after its end. */
export function isBatchAtWork(job: SQL): SQL {
  return sql`exists (
    select from rechtop_queue.job where job.name = 'rechtop-batch' and job.id = ${job} and job.state = 'active'
  )`
}
