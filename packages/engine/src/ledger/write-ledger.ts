import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { Plan } from '../plan/plan.ts'
import type { Skip } from '../plan/skip.ts'
import type { Parts } from '../request/parts.ts'
import type { OrderedLine } from '../run/start-runs.ts'
import type { Executor } from '../store/database.ts'
import { ledger, runLines, runs, type RequestRow } from '../store/table.ts'

/**
 * Writes down what all rounds of a request erased, what stays or was referred by the plan as it is now, and what a person
 * left as it is: places and numbers, no person. Answers with the matches of which something was erased.
 */
export async function writeLedger(
  executor: Executor,
  row: RequestRow,
  now: Plan,
  skips: readonly Skip[],
  parts: Parts,
): Promise<Set<string>> {
  const rows = await executor
    .select({ system: runs.system, count: runLines.planned, sealed: runLines.lineSealed })
    .from(runLines)
    .innerJoin(runs, eq(runs.id, runLines.runId))
    .where(and(eq(runs.requestId, row.id), eq(runLines.status, 'done')))
  const gone = rows.flatMap(({ system, count, sealed }) =>
    sealed === null ? [] : [{ system, count, line: (parts.seal.open(sealed) as OrderedLine).line }],
  )
  const base = { requestId: row.id, recordedAt: parts.now() }
  const entries = [
    ...gone.map(({ system, count, line: { holding, action, fields } }) => {
      const what = action === 'reduce' ? ('reduced' as const) : ('erased' as const)
      const ground = { basis: null, citation: null, until: null }
      return { id: randomUUID(), ...base, system, holding, action: what, count, fields, ...ground }
    }),
    ...now.lines.flatMap(({ system, holding, action, count, fields, basis, citation, until }) => {
      if (action !== 'keep' && action !== 'refer') return []
      const what = action === 'keep' ? ('kept' as const) : ('referred' as const)
      const ground = { basis, citation, until }
      return [{ id: randomUUID(), ...base, system, holding, action: what, count, fields, ...ground }]
    }),
    ...skips.map(({ system, holding }) => {
      const left = now.lines.filter(
        (line) => line.action === 'skip' && line.system === system && line.holding === holding,
      )
      const count = left.reduce((sum, line) => sum + line.count, 0)
      const nothing = { fields: [], basis: null, citation: null, until: null }
      return { id: randomUUID(), ...base, system, holding, action: 'skipped' as const, count, ...nothing }
    }),
  ]
  if (entries.length > 0) await executor.insert(ledger).values(entries)
  return new Set(gone.flatMap(({ line }) => line.match ?? []))
}
