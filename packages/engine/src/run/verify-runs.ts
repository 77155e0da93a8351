import { and, eq, inArray, isNotNull, or, sum } from 'drizzle-orm'
import type { Ending } from '../ledger/write-ledger.ts'
import type { Executor } from '../store/database.ts'
import { updateMany } from '../store/many.ts'
import { runLines, runs } from '../store/table.ts'

/**
 * Tells the runs of requests that end what went and what stays in each system, and empties their lines. Those of a system
 * in which something is left by a person's word stay what they are. As many statements as for one request.
 */
export async function verifyRuns(executor: Executor, endings: readonly Ending[]): Promise<void> {
  const byId = new Map(endings.map((ending) => [ending.requestId, ending]))
  const rows = await executor
    .select()
    .from(runs)
    .where(inArray(runs.requestId, [...byId.keys()]))
  const done = await executor
    .select({ runId: runLines.runId, planned: sum(runLines.planned).mapWith(Number) })
    .from(runLines)
    .innerJoin(runs, eq(runs.id, runLines.runId))
    .where(and(inArray(runs.requestId, [...byId.keys()]), eq(runLines.status, 'done')))
    .groupBy(runLines.runId)
  const erasedBy = new Map(done.map(({ runId, planned }) => [runId, planned]))
  const changes = rows.map((run) => {
    const { now, skips } = byId.get(run.requestId) ?? { now: { lines: [] }, skips: [] }
    const kept = now.lines
      .filter(({ system, action }) => system === run.system && action === 'keep')
      .reduce((total, { count }) => total + count, 0)
    const isSkipped = skips.some(({ system }) => system === run.system)
    const said = isSkipped
      ? { status: run.status, failure: run.failure }
      : { status: 'verified' as const, failure: null }
    const to = { ...said, erased: erasedBy.get(run.id) ?? 0, kept, version: run.version + 1 }
    return { of: { id: run.id }, to }
  })
  await updateMany(executor, runs, ['id'], changes)
  await emptyLines(executor, [...byId.keys()])
}

/** Empties what points at a person in the lines of these requests. */
export async function emptyLines(executor: Executor, requestIds: readonly string[]): Promise<void> {
  const own = executor
    .select({ id: runs.id })
    .from(runs)
    .where(inArray(runs.requestId, [...requestIds]))
  const filled = or(isNotNull(runLines.lineSealed), isNotNull(runLines.tokenSealed))
  await executor
    .update(runLines)
    .set({ lineSealed: null, tokenSealed: null })
    .where(and(inArray(runLines.runId, own), filled))
}
