import { and, eq, max, sql } from 'drizzle-orm'
import { isAskedFor } from '../criterion/still-named.ts'
import { isAmong } from '../store/among.ts'
import { rowsOf, type Executor } from '../store/database.ts'
import { requestEvents } from '../store/event-table.ts'
import type { Seal } from '../store/seal.ts'
import { requests, type RequestRow } from '../store/table.ts'
import { ownMatches } from '../subject/located.ts'
import { finding } from './findings.ts'
import { locatedOf, lockRequests } from './request-row.ts'
import type { Finding } from './request.ts'
import { lockMatches } from './take-matches.ts'

/** Tells that requests end with the one that they joined: nobody does for them what they asked for any more. */
export async function endingWith(executor: Executor, id: string): Promise<Finding[]> {
  const ids = await joinedTo(executor, id)
  return told(ids, 'Requests that had joined this one end with it')
}

/**
 * Tells, when a request ends, that others had joined it for a match of which a person said afterwards that it is not its
 * subject: there it did nothing for anybody.
 */
export async function leftBehind(
  executor: Executor,
  { id, decisions: { rejected } }: RequestRow,
  seal: Seal,
): Promise<Finding[]> {
  if (rejected.length === 0) return []
  await lockRequests(executor, [id])
  const ids = await joinedTo(executor, id)
  if (ids.length === 0) return []
  const joined = await executor.select().from(requests).where(isAmong(requests.id, ids))
  const had = new Set(joined.filter((row) => hasAny(row, rejected, seal)).map((row) => row.id))
  return told(
    ids.filter((one) => had.has(one)),
    'Requests had joined this one for a match that is not its subject, as a person said since',
  )
}

function hasAny(row: RequestRow, matchIds: readonly string[], seal: Seal): boolean {
  const located = locatedOf(row, seal)
  return located !== null && ownMatches(located).some(({ id }) => matchIds.includes(id))
}

function told(ids: readonly string[], what: string): Finding[] {
  if (ids.length === 0) return []
  const message = `${what}; make a new one if their person still wants it: ${ids.join(', ')}`
  return [finding('JOINED', null, null, ids.length, message)]
}

/**
 * The requests that joined this one, or one that joined it. Where it had ended and was brought back, those since: what the
 * others asked for was done.
 */
async function joinedTo(executor: Executor, id: string): Promise<string[]> {
  // whoever is joining has locked them, and is waited for
  await lockMatches(executor, [id])
  const broughtBack = executor
    .select({ at: max(requestEvents.at) })
    .from(requestEvents)
    .where(and(eq(requestEvents.requestId, id), eq(requestEvents.kind, 'came-back')))
  const rows = await rowsOf(
    executor,
    sql`
      with recursive joined as (
        select id, batch_id, created_at from rechtop.request
        where duplicate_of = ${id}::uuid and status = 'joined' and closed_at >= coalesce((${broughtBack}), '-infinity')
        union select other.id, other.batch_id, other.created_at from rechtop.request as other
        join joined on other.duplicate_of = joined.id where other.status = 'joined'
      )
      select id from joined as request where ${isAskedFor} order by created_at, id`,
  )
  return rows.map((row) => String(row['id']))
}
