import { sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Executor } from '../store/database.ts'
import type { Subjects } from './queue.ts'

export type AskedLook = {
  readonly at: Subjects
  /** The queue. */
  readonly name: string
  readonly id: string
  /** Null: that of the request, which its row says. */
  readonly priority: number | null
  /** In milliseconds; null: at once. */
  readonly delay: number | null
}

/**
 * Whether a look at this id waits already that does for the one that is asked for; it takes over the higher priority
 * and the earlier moment. So at most two wait per id: one that is due, and one for later, which the first may not take
 * the place of, since whoever comes early ends without asking again.
 *
 * The row is locked until the caller commits: whoever takes the look then sees what the caller wrote. A row that
 * somebody else holds is passed over, so that no two transactions wait for each other; a look too many is harmless.
 */
export async function raiseWaitingLook(
  executor: Executor,
  asked: AskedLook,
): Promise<{ readonly raised: boolean; readonly at: Date; readonly priority: number }> {
  const [row] = await rowsOf(executor, asked.delay === null ? dueLook(asked) : laterLook(asked, asked.delay))
  return {
    raised: Number(row?.['raised']) > 0,
    at: new Date(Math.ceil(Number(row?.['at']))),
    priority: Number(row?.['priority']),
  }
}

/** A look carries the priority of its request, whoever asks for it; what was begun is ended before its equals begin. */
function turnOf({ at, id, priority }: AskedLook): SQL {
  const ofRequest = {
    request: sql`select priority + (phase <> 'locate')::integer from rechtop.request where id = ${id}::uuid`,
    run: sql`select request.priority + 1 from rechtop.run join rechtop.request on request.id = run.request_id
          where run.id = ${id}::uuid`,
    batch: sql`select max(priority) from rechtop.request where batch_id = ${id}::uuid`,
  }[at]
  return sql`turn as (select coalesce(${priority}::integer, (${ofRequest}), 0) as priority)`
}

function dueLook(asked: AskedLook): SQL {
  const { name, id } = asked
  return sql`
    with ${turnOf(asked)}, waiting as (
      select id from rechtop_queue.job
      where name = ${name} and singleton_key = ${id} and state < 'active' and start_after <= clock_timestamp()
      order by created_on limit 1 for update skip locked
    ), raised as (
      update rechtop_queue.job set priority = greatest(job.priority, turn.priority)
      from turn, waiting where job.name = ${name} and job.id = waiting.id returning job.id
    )
    select count(*) as raised, extract(epoch from clock_timestamp()) * 1000 as at, (select priority from turn) as priority
    from raised`
}

/** A moment is told as a distance, since the clock of a worker may be another one than the database's. */
function laterLook(asked: AskedLook, delay: number): SQL {
  const { name, id } = asked
  const wanted = sql`clock_timestamp() + ${delay}::float8 * interval '1 millisecond'`
  return sql`
    with ${turnOf(asked)}, waiting as (
      select id from rechtop_queue.job
      where name = ${name} and singleton_key = ${id} and state = 'created' and start_after > clock_timestamp()
      order by start_after limit 1 for update skip locked
    ), raised as (
      update rechtop_queue.job
      set priority = greatest(job.priority, turn.priority), start_after = least(job.start_after, ${wanted})
      from turn, waiting where job.name = ${name} and job.id = waiting.id returning job.id
    )
    select count(*) as raised, extract(epoch from ${wanted}) * 1000 as at, (select priority from turn) as priority
    from raised`
}
