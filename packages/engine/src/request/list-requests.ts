import { and, count, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { packages } from '../store/package-table.ts'
import { requests, runs, type RequestRow } from '../store/table.ts'
import type { Request, RequestPage, Requests } from './request.ts'
import { toRequest } from './to-request.ts'

const { orderSealed: _, ...shown } = getTableColumns(runs)

/** Requests with their runs: three statements, however many there are. */
export async function withRuns(executor: Executor, rows: readonly RequestRow[]): Promise<Request[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const runRows = await executor
    .select(shown)
    .from(runs)
    .where(inArray(runs.requestId, ids))
    .orderBy(runs.round, runs.system)
  const exported = await executor.select().from(packages).where(inArray(packages.requestId, ids))
  return rows.map((row) =>
    toRequest(
      row,
      runRows,
      exported.find(({ requestId }) => requestId === row.id),
    ),
  )
}

/** A page of requests, newest first. */
export async function listRequests(
  executor: Executor,
  query: Parameters<Requests['list']>[0],
): Promise<RequestPage> {
  const filters = [
    query.status === undefined ? undefined : inArray(requests.status, [...query.status]),
    query.right === undefined ? undefined : inArray(requests.right, [...query.right]),
    query.batch === undefined ? undefined : eq(sql`${requests.batchId}::text`, query.batch),
  ]
  const [total] = await executor
    .select({ value: count() })
    .from(requests)
    .where(and(...filters))
  const rows = await executor
    .select()
    .from(requests)
    .where(and(...filters, await olderThan(executor, query.after)))
    .orderBy(desc(requests.createdAt), desc(requests.id))
    .limit(query.first + 1)
  const items = await withRuns(executor, rows.slice(0, query.first))
  const nextCursor = rows.length > query.first ? (items.at(-1)?.id ?? null) : null
  return { items, nextCursor, total: total?.value ?? 0 }
}

/** A cursor is the id of the last request of a page. One that we never gave finds nothing before it. */
async function olderThan(executor: Executor, after: string | undefined) {
  if (after === undefined) return undefined
  const [cursor] = await executor
    .select()
    .from(requests)
    .where(eq(sql`${requests.id}::text`, after))
  if (cursor === undefined) return sql`false`
  return sql`(${requests.createdAt}, ${requests.id}) < (${cursor.createdAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`
}
