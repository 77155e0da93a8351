import type { Parts } from '../request/parts.ts'
import type { OrderedRun } from '../run/order.ts'
import { recordLate } from '../run/record-late.ts'
import { recordRuns } from '../run/record-runs.ts'
import type { Started } from '../run/start-runs.ts'

/** Writes down what came of the runs of some requests, which go on one by one from there. */
export async function leaveTried(tried: readonly Started[], parts: Parts): Promise<void> {
  if (tried.length === 0) return
  const { database, queue } = parts
  const settled = tried.flatMap(triedRuns)
  const written = await database.write(async (executor) => {
    const recorded = await recordRuns(
      executor,
      settled.map(({ run }) => run),
    )
    for (const { id, status, nextAttemptAt } of recorded) {
      if (status === 'waiting') await queue.look(executor, 'run', id, nextAttemptAt)
    }
    for (const { row } of tried) await queue.look(executor, 'request', row.id)
    return new Set(recorded.map(({ id }) => id))
  })
  const others = settled.filter(({ run }) => !written.has(run.id))
  await database.write((executor) => recordLate(executor, others, parts))
}

/** The runs of which something came that their rows don't say: not those that had nothing to do. */
export function triedRuns({ runs }: Started): OrderedRun[] {
  return runs.filter(({ run }) => run.lines.length > 0 && run.status !== 'running')
}
