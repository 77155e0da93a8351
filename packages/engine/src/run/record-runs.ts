import type { Parts } from '../request/parts.ts'
import type { Executor } from '../store/database.ts'
import { updateMany } from '../store/many.ts'
import type { Seal } from '../store/seal.ts'
import { runs, type RunLine, type RunRow } from '../store/table.ts'
import type { SettledLine, Settlement } from './settle.ts'
import { nextRunStatus, type RunEventKind } from './transition.ts'

/** A run as it is after a try. Its row is as it was claimed, until this is written. */
export function settledRun(run: RunRow, settlement: Settlement, { seal }: Pick<Parts, 'seal'>): RunRow {
  return { ...run, ...outcomeOf(run, settlement, seal) }
}

/**
 * Writes down what came of runs, as they are after a try, in as many statements as for one.
 * @returns those that still were as they were claimed: a worker that lost its lease writes nothing
 */
export async function recordRuns(executor: Executor, tried: readonly RunRow[]): Promise<RunRow[]> {
  const written = await updateMany(
    executor,
    runs,
    ['id', 'version'],
    tried.map(({ id, version, status, failedAttempts, failure, nextAttemptAt, lines }) => ({
      of: { id, version },
      to: { status, failedAttempts, failure, nextAttemptAt, lines, version: version + 1 },
    })),
  )
  return tried.filter(({ id }) => written.has(id)).map((run) => ({ ...run, version: run.version + 1 }))
}

type OutcomeOfRun = Pick<RunRow, 'status' | 'failedAttempts' | 'failure' | 'nextAttemptAt' | 'lines'>

function outcomeOf(run: RunRow, settlement: Settlement, seal: Seal): OutcomeOfRun {
  const { failedAttempts, failure, nextAttemptAt } = settlement
  const settled = new Map(settlement.lines.map((line) => [line.id, line]))
  const lines = run.lines.map((line) => settledAs(line, settled.get(line.id), seal))
  const base = { failedAttempts, failure, lines }
  const to = (event: RunEventKind): RunRow['status'] => nextRunStatus(run.status, event)
  if (lines.some(({ status }) => status === 'open')) {
    return { ...base, status: to('goes-on-later'), nextAttemptAt }
  }
  const event = lines.every(({ status }) => status === 'done') ? 'done' : 'failed'
  return { ...base, status: to(event), nextAttemptAt: null }
}

function settledAs(line: RunLine, settled: SettledLine | undefined, seal: Seal): RunLine {
  if (settled === undefined) return line
  const { status, done, why, failure, token } = settled
  const checkAfter = settled.checkAfter?.toISOString() ?? null
  const sealed = token == null ? null : seal.seal(token)
  const tokenSealed = token === undefined ? line.tokenSealed : sealed
  return { ...line, status, done, checkAfter, why, failure, tokenSealed }
}
