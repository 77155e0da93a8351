import { eq } from 'drizzle-orm'
import { Superseded } from '../request/request-row.ts'
import type { Database, Executor } from '../store/database.ts'
import { requests, type RequestRow } from '../store/table.ts'

/**
 * A transaction that writes only while the request is as this worker last moved it: one that lost its lease writes
 * nothing. The request can't be moved meanwhile.
 */
export function fenced<T>(
  own: RequestRow,
  database: Database,
  work: (executor: Executor) => Promise<T>,
): Promise<T> {
  return database.write(async (executor) => {
    const [row] = await executor
      .select({ version: requests.version })
      .from(requests)
      .where(eq(requests.id, own.id))
      .for('share')
    if (row?.version !== own.version) throw new Superseded()
    return work(executor)
  })
}
