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
  await writeAll(executor, changes)
}

/** Empties what points at a person in these runs. */
export async function emptyRuns(executor: Executor, rows: readonly RunRow[]): Promise<void> {
  await writeAll(
    executor,
    rows.map((run) => ({ of: { id: run.id }, to: emptied(run) })),
  )
}

type Change = { readonly of: Pick<RunRow, 'id'>; readonly to: Partial<RunRow> }

/** Most systems ask for no token back, and then the lines stay as they are. */
async function writeAll(executor: Executor, changes: readonly Change[]): Promise<void> {
  const alike = Map.groupBy(changes, ({ to }) => 'lines' in to)
  for (const together of alike.values()) await updateMany(executor, runs, ['id'], together)
}

function emptied({ lines }: RunRow): Partial<Pick<RunRow, 'lines' | 'orderSealed'>> {
  if (lines.every(({ tokenSealed }) => tokenSealed === null)) return { orderSealed: null }
  return { lines: lines.map((line) => ({ ...line, tokenSealed: null })), orderSealed: null }
}
