import { failureOf, type ErasureLine, type Holdings, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { eq } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { loadRequest } from '../request/request-row.ts'
import { runLines, type RunLineRow, type RunRow } from '../store/table.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { linesOf, loadRun, moveRun } from './run-row.ts'
import { settle, type Settlement } from './settle.ts'
import type { OrderedLine } from './start-runs.ts'

type Open = { readonly row: RunLineRow; readonly content: OrderedLine }

/**
 * Carries out the open lines of a run: one `erase` call, then one transaction with what came of it. Safe to repeat at
 * any point: only open lines are sent, each under the key that it always had.
 */
export async function carryOut(runId: string, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, seal, queue, systems, now } = parts
  const found = await database.read((executor) => loadRun(executor, runId))
  if (found === null || !['pending', 'running', 'waiting'].includes(found.status)) return
  const request = await database.read((executor) => loadRequest(executor, found.requestId))
  if (request?.phase !== 'run') return
  if (found.nextAttemptAt !== null && found.nextAttemptAt > now()) {
    const { nextAttemptAt } = found
    await database.write((executor) => queue.look(executor, 'run', runId, nextAttemptAt))
    return
  }
  const run = await database.write((executor) =>
    moveRun(executor, found, { status: 'running', attempts: found.attempts + 1, nextAttemptAt: null }),
  )
  const all = await database.read((executor) => linesOf(executor, runId))
  const open = all.flatMap((row) =>
    row.status === 'open' && row.lineSealed !== null
      ? [{ row, content: seal.open(row.lineSealed) as OrderedLine }]
      : [],
  )
  const system = systems.get(run.system)
  const outcomes = await outcomesOf(system, open, parts, signal)
  const settlement = settle(
    open.map(({ row, content }) => ({
      id: row.id,
      match: content.line.match,
      holding: row.holding,
      done: row.done,
    })),
    outcomes,
    system?.connector.holdings ?? {},
    run.failedAttempts,
    now(),
  )
  await record(run, all, settlement, parts)
}

async function outcomesOf(
  system: System | undefined,
  open: readonly Open[],
  { seal }: Parts,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const failed = (failure: ReturnType<typeof failureOf>): Outcome[] =>
    open.map(() => ({ status: 'failed', failure, done: 0 }))
  if (system === undefined) return failed({ code: 'config', key: 'systems' })
  const byMatch = [...Map.groupBy(open, ({ content }) => content.line.match).values()]
  const orders = byMatch.map((lines) => ({
    locator: lines[0]?.content.locator ?? null,
    lines: lines.map(({ row, content }) => toErasureLine(row, content, seal)),
  }))
  try {
    const answers = await callSystem(system, limits.erase, signal, (context) =>
      system.connector.erase(orders, context),
    )
    const byLine = new Map<string, Outcome>()
    for (const [at, lines] of byMatch.entries()) {
      for (const [place, { row }] of lines.entries()) {
        const outcome = answers[at]?.[place]
        if (outcome !== undefined) byLine.set(row.id, outcome)
      }
    }
    const missing: Outcome = {
      status: 'failed',
      done: 0,
      failure: { code: 'permanent', detail: 'the connector gave no outcome for this line' },
    }
    return open.map(({ row }) => byLine.get(row.id) ?? missing)
  } catch (error) {
    signal.throwIfAborted()
    return failed(failureOf(error))
  }
}

function toErasureLine(row: RunLineRow, { line }: OrderedLine, seal: Parts['seal']): ErasureLine<Holdings> {
  const before = line.before === null ? {} : { before: line.before }
  const select =
    line.grain === 'set' ? { all: true as const, ceiling: line.ceiling ?? 0, ...before } : { refs: line.refs }
  const token = row.tokenSealed === null ? {} : { token: seal.open(row.tokenSealed) as Json }
  const base = { key: row.id, holding: line.holding, select, ...token }
  return line.action === 'reduce'
    ? { ...base, action: 'reduce', fields: line.fields }
    : { ...base, action: 'erase' }
}

async function record(
  run: RunRow,
  all: readonly RunLineRow[],
  settlement: Settlement,
  parts: Parts,
): Promise<void> {
  const { database, queue, seal } = parts
  const after = new Map(settlement.lines.map((line) => [line.id, line]))
  const statuses = all.map((row) => after.get(row.id)?.status ?? row.status)
  const waiting = statuses.includes('open')
  const status = waiting ? 'waiting' : statuses.every((each) => each === 'done') ? 'done' : 'failed'
  const { failedAttempts, failure } = settlement
  const nextAttemptAt = waiting ? settlement.nextAttemptAt : null
  await database.write(async (executor) => {
    await moveRun(executor, run, { status, failedAttempts, failure, nextAttemptAt })
    for (const line of settlement.lines) {
      const { done, checkAfter, why } = line
      const token =
        line.token === undefined ? {} : { tokenSealed: line.token === null ? null : seal.seal(line.token) }
      const change = { status: line.status, done, checkAfter, why, failure: line.failure, ...token }
      await executor.update(runLines).set(change).where(eq(runLines.id, line.id))
    }
    if (waiting) await queue.look(executor, 'run', run.id, nextAttemptAt)
    await queue.look(executor, 'request', run.requestId)
  })
}
