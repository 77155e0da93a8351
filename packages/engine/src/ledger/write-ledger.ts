import { randomUUID } from 'node:crypto'
import type { Plan } from '../plan/plan.ts'
import type { Skip } from '../plan/skip.ts'
import type { Parts } from '../request/parts.ts'
import { orderOf, type OrderedLine } from '../run/order.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { ledger, type RunRow } from '../store/table.ts'

/** A request that ends, with the plan as it is now and what a person left as it is. */
export type Ending = { readonly requestId: string; readonly now: Plan; readonly skips: readonly Skip[] }

type Entry = typeof ledger.$inferSelect
type Gone = { readonly requestId: string; readonly system: string; readonly count: number } & OrderedLine

const noGround = { basis: null, citation: null, until: null }

/**
 * Writes down what all rounds of some requests erased, what stays or was referred by the plan as it is now, and what a
 * person left as it is: places and numbers, no person. As many statements as for one. `runs`: all of these requests.
 * @returns the matches of which something was erased
 */
export async function writeLedger(
  executor: Executor,
  endings: readonly Ending[],
  runs: readonly RunRow[],
  { seal, now }: Parts,
): Promise<Set<string>> {
  const gone = runs.flatMap((run): Gone[] =>
    orderOf(run, seal).flatMap((ordered, place) => {
      const { requestId, system } = run
      const line = run.lines[place]
      return line?.status === 'done' ? [{ requestId, system, count: line.planned, ...ordered }] : []
    }),
  )
  const recordedAt = now()
  const entries = [...gone.map(goneEntry), ...endings.flatMap(stayEntries), ...endings.flatMap(skipEntries)]
  await insertMany(
    executor,
    ledger,
    entries.map((entry) => ({ id: randomUUID(), recordedAt, ...entry })),
  )
  return new Set(gone.flatMap(({ line }) => line.match ?? []))
}

type Told = Omit<Entry, 'id' | 'recordedAt'>

function goneEntry({ requestId, system, count, line: { holding, action, fields } }: Gone): Told {
  const what = action === 'reduce' ? 'reduced' : 'erased'
  return { requestId, system, holding, action: what, count, fields, ...noGround }
}

function stayEntries({ requestId, now }: Ending): Told[] {
  return now.lines.flatMap(({ system, holding, action, count, fields, basis, citation, until }) => {
    if (action !== 'keep' && action !== 'refer') return []
    const what = action === 'keep' ? 'kept' : 'referred'
    return [{ requestId, system, holding, action: what, count, fields, basis, citation, until }]
  })
}

function skipEntries({ requestId, now, skips }: Ending): Told[] {
  return skips.map(({ system, holding }) => {
    const left = now.lines.filter(
      (line) => line.action === 'skip' && line.system === system && line.holding === holding,
    )
    const count = left.reduce((sum, line) => sum + line.count, 0)
    return { requestId, system, holding, action: 'skipped', count, fields: [], ...noGround }
  })
}
