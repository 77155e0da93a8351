import type { SQL } from 'drizzle-orm'
import type { Executor } from './database.ts'

/** Runs a statement of ours and returns its rows, whichever driver is below. */
export async function rowsOf(executor: Executor, statement: SQL): Promise<Record<string, unknown>[]> {
  const result: unknown = await executor.execute(statement)
  if (Array.isArray(result)) return result
  if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows))
    return result.rows
  return []
}
