import type { Ending } from '../ledger/write-ledger.ts'
import { Superseded } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import { updateMany } from '../store/many.ts'
import { runs, type RunRow } from '../store/table.ts'
import { countOf, goneIn } from './gone.ts'
import type { OrderedRun } from './order.ts'

/**
 * Tells the runs of requests that end what went and what stays in each system, writes what came of their last try, and
 * empties them. Those of a system in which something is left by a person's word stay what they are. As many statements
 * as for one request. Throws `Superseded` when one is not as it was read or tried.
 */
export async function verifyRuns(
  executor: Executor,
  endings: readonly Ending[],
  ended: readonly OrderedRun[],
): Promise<void> {
  const byId = new Map(endings.map((ending) => [ending.requestId, ending]))
  const ofRequests = [...Map.groupBy(ended, ({ run }) => run.requestId).values()]
  const gone = Map.groupBy(ofRequests.flatMap(goneIn), ({ run }) => run.id)
  const changes = ended.map(({ run }) => {
    const { id, version, failedAttempts, nextAttemptAt } = run
    const { now, skips } = byId.get(run.requestId) ?? { now: { lines: [] }, skips: [] }
    const kept = now.lines
      .filter(({ system, action }) => system === run.system && action === 'keep')
      .reduce((total, { count }) => total + count, 0)
    const isTold = run.orderSealed === null && run.lines.length > 0
    const erased = isTold ? run.erased : countOf(gone.get(id) ?? [])
    const isSkipped = skips.some(({ system }) => system === run.system)
    const said = isSkipped
      ? { status: run.status, failure: run.failure }
      : { status: 'verified' as const, failure: null }
    const tried = { failedAttempts, nextAttemptAt }
    return {
      of: { id, version },
      to: { ...said, ...tried, erased, kept, ...emptied(run), version: version + 1 },
    }
  })
  const written = await updateMany(executor, runs, ['id', 'version'], changes)
  if (written.size < changes.length) throw new Superseded()
}

/** Empties what points at a person in these runs. */
export async function emptyRuns(executor: Executor, rows: readonly RunRow[]): Promise<void> {
  const changes = rows.map((run) => ({ of: { id: run.id }, to: emptied(run) }))
  await updateMany(executor, runs, ['id'], changes)
}

function emptied({ lines }: RunRow): Pick<RunRow, 'lines' | 'orderSealed'> {
  const bare = lines.map((line) => (line.tokenSealed === null ? line : { ...line, tokenSealed: null }))
  return { lines: bare, orderSealed: null }
}
