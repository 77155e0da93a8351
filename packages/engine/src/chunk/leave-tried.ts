import type { Parts } from '../request/parts.ts'
import { recordRuns } from '../run/record-runs.ts'
import type { Started } from '../run/start-runs.ts'
import type { RunRow } from '../store/table.ts'

/** Writes down what came of the runs of some requests, which go on one by one from there. */
export async function leaveTried(tried: readonly Started[], { database, queue }: Parts): Promise<void> {
  if (tried.length === 0) return
  await database.write(async (executor) => {
    for (const { id, status, nextAttemptAt } of await recordRuns(executor, tried.flatMap(triedRuns))) {
      if (status === 'waiting') await queue.look(executor, 'run', id, nextAttemptAt)
    }
    for (const { row } of tried) await queue.look(executor, 'request', row.id)
  })
}

/** The runs of which something came that their rows don't say: not those that had nothing to do. */
export function triedRuns({ runs }: Started): RunRow[] {
  return runs.flatMap(({ run }) => (run.lines.length > 0 && run.status !== 'running' ? [run] : []))
}
