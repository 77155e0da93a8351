import { and, asc, eq } from 'drizzle-orm'
import { Superseded } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import { runLines, runs, type RunLineRow, type RunRow } from '../store/table.ts'

export async function loadRun(executor: Executor, id: string): Promise<RunRow | null> {
  const [row] = await executor.select().from(runs).where(eq(runs.id, id))
  return row ?? null
}

/** The runs of one round of a request, in a stable order. */
export async function runsOf(executor: Executor, requestId: string): Promise<RunRow[]> {
  return executor
    .select()
    .from(runs)
    .where(eq(runs.requestId, requestId))
    .orderBy(asc(runs.round), asc(runs.system))
}

export async function linesOf(executor: Executor, runId: string): Promise<RunLineRow[]> {
  return executor.select().from(runLines).where(eq(runLines.runId, runId)).orderBy(asc(runLines.place))
}

/** Changes a run, if it still is as it was read: a worker that lost its lease writes nothing. */
export async function moveRun(
  executor: Executor,
  row: RunRow,
  change: Partial<Omit<RunRow, 'id' | 'version'>>,
): Promise<RunRow> {
  const [moved] = await executor
    .update(runs)
    .set({ ...change, version: row.version + 1 })
    .where(and(eq(runs.id, row.id), eq(runs.version, row.version)))
    .returning()
  if (moved === undefined) throw new Superseded()
  return moved
}
