import type { Parts } from '../request/parts.ts'
import type { Executor } from '../store/database.ts'
import { updateMany } from '../store/many.ts'
import { runLines, runs, type RunLineRow, type RunRow } from '../store/table.ts'
import type { SettledLine, Settlement } from './settle.ts'
import { nextRunStatus, type RunEventKind } from './transition.ts'

/** A run that was tried, with all its lines as they were, and what came of it. */
export type Tried = {
  readonly run: RunRow
  readonly all: readonly RunLineRow[]
  readonly settlement: Settlement
}

/**
 * Writes down what came of runs, in as many statements as for one.
 * @returns those that still were as they were claimed: a worker that lost its lease writes nothing
 */
export async function recordRuns(
  executor: Executor,
  tried: readonly Tried[],
  { seal }: Pick<Parts, 'seal'>,
): Promise<RunRow[]> {
  const after = tried.map(({ run, all, settlement }) => ({ ...run, ...outcomeOf(run, all, settlement) }))
  const written = await updateMany(
    executor,
    runs,
    ['id', 'version'],
    after.map(({ id, version, status, failedAttempts, failure, nextAttemptAt }) => ({
      of: { id, version },
      to: { status, failedAttempts, failure, nextAttemptAt, version: version + 1 },
    })),
  )
  const lines = tried.flatMap(({ run, all, settlement }) =>
    written.has(run.id) ? settlement.lines.map((line) => changeOf(line, all, seal)) : [],
  )
  await updateMany(executor, runLines, ['id'], lines)
  return after.filter(({ id }) => written.has(id)).map((run) => ({ ...run, version: run.version + 1 }))
}

function outcomeOf(
  run: RunRow,
  all: readonly RunLineRow[],
  { lines, failedAttempts, failure, nextAttemptAt }: Settlement,
): Pick<RunRow, 'status' | 'failedAttempts' | 'failure' | 'nextAttemptAt'> {
  const settled = new Map(lines.map((line) => [line.id, line]))
  const statuses = all.map((row) => settled.get(row.id)?.status ?? row.status)
  const base = { failedAttempts, failure }
  const to = (event: RunEventKind): RunRow['status'] => nextRunStatus(run.status, event)
  if (statuses.includes('open')) return { ...base, status: to('goes-on-later'), nextAttemptAt }
  const event = statuses.every((each) => each === 'done') ? 'done' : 'failed'
  return { ...base, status: to(event), nextAttemptAt: null }
}

function changeOf(
  { id, status, done, checkAfter, why, failure, token }: SettledLine,
  all: readonly RunLineRow[],
  seal: Parts['seal'],
): { readonly of: { readonly id: string }; readonly to: Partial<RunLineRow> } {
  const known = all.find((row) => row.id === id)?.tokenSealed ?? null
  const sealed = token == null ? null : seal.seal(token)
  const tokenSealed = token === undefined ? known : sealed
  return { of: { id }, to: { status, done, checkAfter, why, failure, tokenSealed } }
}
