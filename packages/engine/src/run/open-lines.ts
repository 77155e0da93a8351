import { keyOfLine, type Plan, type PlanLine } from '../plan/plan.ts'
import { destructive } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import type { RequestRow } from '../store/table.ts'
import { orderOf } from './order.ts'
import { runsOf } from './run-row.ts'

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
  const done = (await runsOf(executor, [id])).flatMap((run) =>
    orderOf(run, seal).filter((_, place) => run.lines[place]?.status === 'done'),
  )
  return new Set(done.flatMap(({ line }) => (line.unread === undefined ? [] : [keyOfLine(line)])))
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
