import { count, eq, sql } from 'drizzle-orm'
import { batches, type BatchRow } from '../store/batch-table.ts'
import { rowsOf, type Executor } from '../store/database.ts'
import { requests } from '../store/table.ts'
import type { Batch, BatchFailure } from './batch.ts'

/** A batch with how far its requests are: at most three statements, however many there are. */
export async function loadBatch(executor: Executor, id: string): Promise<Batch | null> {
  const [row] = await executor.select().from(batches).where(eq(batches.id, id))
  return row === undefined ? null : withProgress(executor, row)
}

export async function withProgress(executor: Executor, row: BatchRow): Promise<Batch> {
  const { id, total, createdAt, criterion } = row
  const counts = await executor
    .select({ status: requests.status, value: count() })
    .from(requests)
    .where(eq(requests.batchId, id))
    .groupBy(requests.status)
  const byStatus = Object.fromEntries(counts.map(({ status, value }) => [status, value]))
  const failures = byStatus['needs-attention'] === undefined ? [] : await failuresOf(executor, id)
  return { id, total, createdAt, criterion, byStatus, failures }
}

async function failuresOf(executor: Executor, id: string): Promise<BatchFailure[]> {
  const rows = await rowsOf(
    executor,
    sql`select finding->>'code' as code, finding->>'system' as system, count(distinct request.id)::integer as requests
      from rechtop.request cross join lateral jsonb_array_elements(request.findings) as finding
      where request.batch_id = ${id}::uuid and request.status = 'needs-attention'
      group by 1, 2 order by 3 desc, 1, 2`,
  )
  return rows.map(({ code, system, requests: number }) => ({
    // our own words, as a request was given them
    code: String(code) as BatchFailure['code'],
    system: system === null ? null : String(system),
    requests: Number(number),
  }))
}
