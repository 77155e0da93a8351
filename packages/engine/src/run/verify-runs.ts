import type { Ending } from '../ledger/write-ledger.ts'
import type { Executor } from '../store/database.ts'
import { updateMany } from '../store/many.ts'
import { runs, type RunRow } from '../store/table.ts'

/**
 * Tells the runs of requests that end what went and what stays in each system, and empties them. Those of a system in
 * which something is left by a person's word stay what they are. As many statements as for one request.
 */
export async function verifyRuns(
  executor: Executor,
  endings: readonly Ending[],
  rows: readonly RunRow[],
): Promise<void> {
  const byId = new Map(endings.map((ending) => [ending.requestId, ending]))
  const changes = rows.map((run) => {
    const { now, skips } = byId.get(run.requestId) ?? { now: { lines: [] }, skips: [] }
    const kept = now.lines
      .filter(({ system, action }) => system === run.system && action === 'keep')
      .reduce((total, { count }) => total + count, 0)
    const erased = run.lines
      .filter(({ status }) => status === 'done')
      .reduce((total, { planned }) => total + planned, 0)
    const isSkipped = skips.some(({ system }) => system === run.system)
    const said = isSkipped
      ? { status: run.status, failure: run.failure }
      : { status: 'verified' as const, failure: null }
    const to = { ...said, erased, kept, ...emptied(run), version: run.version + 1 }
    return { of: { id: run.id }, to }
  })
  await updateMany(executor, runs, ['id'], changes)
}

/** Empties what points at a person in these runs. */
export async function emptyRuns(executor: Executor, rows: readonly RunRow[]): Promise<void> {
  const changes = rows.map((run) => ({ of: { id: run.id }, to: emptied(run) }))
  await updateMany(executor, runs, ['id'], changes)
}

const emptied = ({ lines }: RunRow): Pick<RunRow, 'lines' | 'orderSealed'> => ({
  lines: lines.map((line) => ({ ...line, tokenSealed: null })),
  orderSealed: null,
})
