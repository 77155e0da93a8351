import { sql, type SQL } from 'drizzle-orm'
import type { Subjects } from '../queue/queue.ts'
import { openRunStatuses } from '../run/run-row.ts'
import { rowsOf, type Executor } from '../store/database.ts'
import { mostTries } from '../chunk/chunk-size.ts'
import { workedPhases } from './worked-phases.ts'

/** What should be looked at now, and where it stands in the order of its kind. */
export type DueLook = { readonly id: string; readonly place: DuePlace }
export type DuePlace = { readonly createdAt: string; readonly id: string }

export type DueOptions = {
  readonly now: Date
  readonly after: DuePlace | null
  readonly limit: number
  /** A job that failed, and comes back within a minute, is not waited for either. */
  readonly hurry: boolean
  /** Whether the requests of a batch are carried out together. */
  readonly together: boolean
}

/**
 * Requests and runs on which a worker should be at work, and for which the queue has no job that will do: the rows say
 * what is due, whatever became of the jobs. Oldest first. Those that have a job get none, so that none pile up.
 */
export async function dueLooks(executor: Executor, at: Subjects, options: DueOptions): Promise<DueLook[]> {
  const statement = { request: dueRequests, run: dueRuns, batch: dueBatches }[at](options)
  const rows = await rowsOf(executor, statement)
  return rows.map((row) => {
    const id = String(row['id'])
    return { id, place: { createdAt: String(row['created_at']), id } }
  })
}

/** A request whose runs are under way is looked at when one of them ends. */
function dueRequests({ now, after, limit, hurry, together }: DueOptions): SQL {
  return sql`
    select request.id, request.created_at::text
    from rechtop.request
    where request.phase in (${listOf(workedPhases)}) and (request.status <> 'needs-attention' or request.phase = 'run' or request.reason = 'another-request')
      and (request.next_attempt_at is null or request.next_attempt_at <= ${now.toISOString()}::timestamptz)
      and not (request.phase = 'run' and exists (
        select 1 from rechtop.run
        where run.request_id = request.id and run.round = request.rounds and run.status in (${listOf(openRunStatuses)})
      ))
      and not ${isOfBatch(together)}
      and ${hasNoJob('rechtop-request', sql`request.id`, hurry)}
      and ${isAfter(after, sql`request.id`)}
    order by request.created_at, request.id
    limit ${limit}`
}

/** A batch of which something was not begun. */
function dueBatches({ now, after, limit, hurry, together }: DueOptions): SQL {
  return sql`
    select batch.id, batch.created_at::text
    from rechtop.batch
    where exists (
        select 1 from rechtop.request
        where request.batch_id = batch.id and ${isOfBatch(together)}
          and (request.next_attempt_at is null or request.next_attempt_at <= ${now.toISOString()}::timestamptz)
      )
      and ${hasNoJob('rechtop-batch', sql`batch.id`, hurry)}
      and ${isAfter(after, sql`batch.id`, sql`batch.created_at`)}
    order by batch.created_at, batch.id
    limit ${limit}`
}

/** Whether a request is its batch's, which carries it out together with others, and nobody's by itself. */
function isOfBatch(together: boolean): SQL {
  if (!together) return sql`false`
  return sql`(request.batch_id is not null and request.phase = 'locate' and request.located_sealed is null
    and request.attempts < ${sql.raw(String(mostTries))}
    and not exists (select from rechtop.request_skip where request_skip.request_id = request.id))`
}

function dueRuns({ now, after, limit, hurry }: DueOptions): SQL {
  return sql`
    select run.id, request.created_at::text
    from rechtop.request, lateral (
      select id from rechtop.run
      where run.request_id = request.id and run.round = request.rounds and run.status in (${listOf(openRunStatuses)})
        and (run.next_attempt_at is null or run.next_attempt_at <= ${now.toISOString()}::timestamptz)
      ${oneByOne}
    ) as run
    where request.phase = 'run'
      and ${hasNoJob('rechtop-run', sql`run.id`, hurry)}
      and not exists (select 1 from rechtop.slot_wait where slot_wait.run_id = run.id and woken_at is null ${oneByOne})
      and ${isAfter(after, sql`run.id`)}
    order by request.created_at, run.id
    limit ${limit}`
}

/** Those that wait are looked up one by one, as they may be many; those at work are few. The queue has an index for each. */
function hasNoJob(name: string, id: SQL, hurry: boolean): SQL {
  const returning = hurry ? sql`job.start_after <= now()` : sql`true`
  return sql`(not exists (
    select 1 from rechtop_queue.job
    where job.name = ${name} and job.singleton_key = ${id}::text and job.state < 'active'
      and case job.state when 'created' then job.start_after <= now() else ${returning} end
    ${oneByOne}
  ) and ${id}::text not in (
    select coalesce(job.singleton_key, '') from rechtop_queue.job
    where job.name = ${name} and job.state = 'active' and job.policy = 'singleton'
  ))`
}

/**
 * Keeps the server from joining whole tables: it may believe that almost nothing is open, as it was when the tables were
 * last analysed, and then reads all that is open for each that is.
 */
const oneByOne = sql.raw('offset 0')

function isAfter(after: DuePlace | null, id: SQL, createdAt: SQL = sql`request.created_at`): SQL {
  if (after === null) return sql`true`
  return sql`(${createdAt}, ${id}) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`
}

/** Words of ours, written out: so a partial index on them is recognised. */
function listOf(words: readonly string[]): SQL {
  return sql.raw(words.map((word) => `'${word}'`).join(', '))
}
