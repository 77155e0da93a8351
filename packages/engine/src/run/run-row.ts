import type { Failure } from '@rechtop/connector'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { Superseded } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import { runs, type RunRow } from '../store/table.ts'
import { nextRunStatus, type RunEventKind } from './transition.ts'

/** What a run is until it has ended. */
export const openRunStatuses = [
  'pending',
  'running',
  'waiting',
] as const satisfies readonly RunRow['status'][]

export function isOpenRun({ status }: Pick<RunRow, 'status'>): boolean {
  return openRunStatuses.some((open) => open === status)
}

export async function loadRun(executor: Executor, id: string): Promise<RunRow | null> {
  const [row] = await executor.select().from(runs).where(eq(runs.id, id))
  return row ?? null
}

/** The runs of all rounds of these requests, in a stable order. */
export async function runsOf(executor: Executor, requestIds: readonly string[]): Promise<RunRow[]> {
  return executor
    .select()
    .from(runs)
    .where(inArray(runs.requestId, [...requestIds]))
    .orderBy(asc(runs.round), asc(runs.system))
}

/** Moves a run on by its rules, if it still is as it was read: a worker that lost its lease writes nothing. */
export async function moveRun(
  executor: Executor,
  row: RunRow,
  event: RunEventKind,
  change: Partial<Omit<RunRow, 'id' | 'version' | 'status'>> = {},
): Promise<RunRow> {
  const [moved] = await executor
    .update(runs)
    .set({ ...change, status: nextRunStatus(row.status, event), version: row.version + 1 })
    .where(and(eq(runs.id, row.id), eq(runs.version, row.version)))
    .returning()
  if (moved === undefined) throw new Superseded()
  return moved
}

/**
 * Ends the runs of a request that are under way: what comes of them later is refused. Call it in the transaction that
 * moved the request, before reading what was done: what is being written at this moment is waited for.
 * @returns the runs that it ended
 */
export async function endRuns(executor: Executor, requestId: string, failure: Failure): Promise<RunRow[]> {
  return executor
    .update(runs)
    .set({ status: 'failed', failure, nextAttemptAt: null, version: sql`${runs.version} + 1` })
    .where(and(eq(runs.requestId, requestId), inArray(runs.status, [...openRunStatuses])))
    .returning()
}
