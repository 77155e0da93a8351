import { randomUUID } from 'node:crypto'
import { inErasureOrder } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { Plan, PlanLine } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequest } from '../request/request-row.ts'
import { rememberSubject } from '../ledger/identifiers.ts'
import type { Executor } from '../store/database.ts'
import { runLines, runs, type RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { openLines } from './open-lines.ts'

/** A line with the locator that it is carried out at. Sealed in its row. */
export type OrderedLine = { readonly locator: Json; readonly line: PlanLine }

/**
 * Writes down what is to be done, a run for each system that holds something, and asks for it to be carried out: all
 * in the transaction that moves the request. The ledger learns the subject first, so that what stays can be found
 * again whenever the first e-mail address is gone.
 */
export async function startRuns(
  executor: Executor,
  row: RequestRow,
  located: LocatedSubject,
  plan: Plan,
  parts: Parts,
): Promise<void> {
  const { seal, queue, systems } = parts
  const own = ownMatches(located)
  const round = row.rounds + 1
  await rememberSubject(executor, row.id, located, plan, parts)
  const open = await openLines(executor, row, plan, seal)
  const bySystem = Map.groupBy(open, ({ system }) => system)
  const started = [...new Set(own.map(({ system }) => system))].map((system) => {
    const order = inErasureOrder(systems.get(system)?.connector.holdings ?? {})
    const lines = (bySystem.get(system) ?? []).toSorted(
      (a, b) => order.indexOf(a.holding) - order.indexOf(b.holding),
    )
    return { id: randomUUID(), system, lines }
  })
  await moveRequest(executor, row, { event: 'ordered', rounds: round, attempts: 0 }, parts)
  if (started.length > 0) {
    await executor.insert(runs).values(
      started.map(({ id, system, lines }) => ({
        id,
        requestId: row.id,
        system,
        round,
        attempts: 0,
        failedAttempts: 0,
        erased: 0,
        version: 1,
        kept: plan.lines
          .filter((line) => line.system === system && line.action === 'keep')
          .reduce(sumOfCounts, 0),
        status: lines.length === 0 ? ('done' as const) : ('pending' as const),
      })),
    )
  }
  const ordered = started.flatMap(({ id, lines }) =>
    lines.map((line, place) => {
      const locator = own.find((match) => match.id === line.match)?.locator ?? null
      const content: OrderedLine = { locator, line }
      const base = {
        runId: id,
        place,
        status: 'open' as const,
        planned: line.count,
        done: 0,
        holding: line.holding,
      }
      return { id: randomUUID(), ...base, lineSealed: seal.seal(content) }
    }),
  )
  if (ordered.length > 0) await executor.insert(runLines).values(ordered)
  for (const { id, lines } of started) if (lines.length > 0) await queue.look(executor, 'run', id)
  await queue.look(executor, 'request', row.id)
}

const sumOfCounts = (sum: number, line: PlanLine): number => sum + line.count
