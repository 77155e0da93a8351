import type { Plan } from '../plan/plan.ts'
import type { Skip } from '../plan/skip.ts'
import type { Parts } from '../request/parts.ts'
import { goneIn, type Gone } from '../run/gone.ts'
import type { OrderedRun } from '../run/order.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { ledgerPages, type LedgerEntry } from '../store/table.ts'

/** A request that ends, by its version then, with the plan as it is now and what a person left as it is. */
export type Ending = {
  readonly requestId: string
  readonly version: number
  readonly now: Plan
  readonly skips: readonly Skip[]
}

const noGround = { basis: null, citation: null, until: null }

/**
 * Writes down what all rounds of some requests erased, what stays or was referred by the plan as it is now, and what a
 * person left as it is: places and numbers, no person. As many statements as for one. `runs`: all of these requests.
 */
export async function writeLedger(
  executor: Executor,
  endings: readonly Ending[],
  runs: readonly OrderedRun[],
  { now }: Pick<Parts, 'now'>,
): Promise<void> {
  const runsOfRequest = Map.groupBy(runs, ({ run }) => run.requestId)
  const recordedAt = now()
  const pages = endings.map((ending) => {
    const { requestId, version: number } = ending
    const gone = goneIn(runsOfRequest.get(requestId) ?? [])
    const entries = [...gone.map(goneEntry), ...stayEntries(ending), ...skipEntries(ending)]
    return { requestId, number, recordedAt, entries }
  })
  await insertMany(
    executor,
    ledgerPages,
    pages.filter(({ entries }) => entries.length > 0),
  )
}

function goneEntry({ run: { system }, ordered, count }: Gone): LedgerEntry {
  const { holding, action, fields } = ordered.line
  const what = action === 'reduce' ? 'reduced' : 'erased'
  return { system, holding, action: what, count, fields, ...noGround }
}

function stayEntries({ now }: Ending): LedgerEntry[] {
  return now.lines.flatMap(({ system, holding, action, count, fields, basis, citation, until }) => {
    if (action !== 'keep' && action !== 'refer') return []
    const what = action === 'keep' ? 'kept' : 'referred'
    return [{ system, holding, action: what, count, fields, basis, citation, until }]
  })
}

function skipEntries({ now, skips }: Ending): LedgerEntry[] {
  return skips.map(({ system, holding }) => {
    const left = now.lines.filter(
      (line) => line.action === 'skip' && line.system === system && line.holding === holding,
    )
    const count = left.reduce((sum, line) => sum + line.count, 0)
    return { system, holding, action: 'skipped', count, fields: [], ...noGround }
  })
}
