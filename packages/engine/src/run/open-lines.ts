import { and, eq, isNotNull } from 'drizzle-orm'
import { keyOfLine, type Plan, type PlanLine } from '../plan/plan.ts'
import { destructive } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import { runLines, runs, type RequestRow } from '../store/table.ts'
import type { OrderedLine } from './start-runs.ts'

/**
 * The sets that a system never shows and of which it said, in this request, that they went. A plan made afterwards
 * still has their lines, because nobody can see that nothing is left to do.
 */
export async function confirmedUnread(
  executor: Executor,
  { id, rounds }: RequestRow,
  plan: Plan,
  seal: Seal,
): Promise<ReadonlySet<string>> {
  if (rounds === 0 || plan.lines.every(({ unread }) => unread === undefined)) return new Set()
  const rows = await executor
    .select({ sealed: runLines.lineSealed })
    .from(runLines)
    .innerJoin(runs, eq(runs.id, runLines.runId))
    .where(and(eq(runs.requestId, id), eq(runLines.status, 'done'), isNotNull(runLines.lineSealed)))
  const lines = rows.flatMap(({ sealed }) =>
    sealed === null ? [] : [(seal.open(sealed) as OrderedLine).line],
  )
  return new Set(lines.filter(({ unread }) => unread !== undefined).map(keyOfLine))
}

/** The lines of a plan that are still to be carried out. */
export async function openLines(
  executor: Executor,
  row: RequestRow,
  plan: Plan,
  seal: Seal,
): Promise<readonly PlanLine[]> {
  const confirmed = await confirmedUnread(executor, row, plan, seal)
  return destructive(plan).filter((line) => line.unread === undefined || !confirmed.has(keyOfLine(line)))
}
