import { randomUUID } from 'node:crypto'
import { inErasureOrder } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { Plan, PlanLine } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequests, Superseded, type RequestChange } from '../request/request-row.ts'
import { rememberSubjects } from '../ledger/identifiers.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { runLines, runs, type RequestRow, type RunLineRow, type RunRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { openLines } from './open-lines.ts'

/** A line with the locator that it is carried out at. Sealed in its row. */
export type OrderedLine = { readonly locator: Json; readonly line: PlanLine }

/** A request whose plan is to be carried out, and what else is written with it. */
export type Start = {
  readonly row: RequestRow
  readonly located: LocatedSubject
  readonly plan: Plan
  readonly change: RequestChange
}

/** Runs as they were written, each with its lines. */
export type Started = {
  readonly row: RequestRow
  readonly runs: readonly { readonly run: RunRow; readonly lines: readonly RunLineRow[] }[]
}

/**
 * Writes down what is to be done, a run for each system that holds something, and asks for it to be carried out: all
 * in the transaction that moves the request. The ledger learns the subject first, so that what stays can be found
 * again whenever the first e-mail address is gone. Throws `Superseded` when the request is not as it was read.
 */
export async function startRuns(executor: Executor, start: Start, parts: Parts): Promise<void> {
  const { queue } = parts
  const [started] = await writeRuns(executor, [start], null, parts)
  if (started === undefined) throw new Superseded()
  for (const { run, lines } of started.runs) if (lines.length > 0) await queue.look(executor, 'run', run.id)
  await queue.look(executor, 'request', started.row.id)
}

/**
 * The same for many requests, in as many statements as for one, and without asking for looks. `heldUntil`: the runs are
 * the caller's until then; null: nobody's.
 * @returns the requests that still were as they were read
 */
export async function writeRuns(
  executor: Executor,
  starts: readonly Start[],
  heldUntil: Date | null,
  parts: Parts,
): Promise<Started[]> {
  const moves = starts.map(({ row, change }) => ({
    row,
    move: { event: 'ordered' as const, ...change, rounds: row.rounds + 1, attempts: 0 },
  }))
  const moved = new Map((await moveRequests(executor, moves, parts)).map((row) => [row.id, row]))
  const kept = starts.filter(({ row }) => moved.has(row.id))
  await rememberSubjects(
    executor,
    kept.map(({ row, located, plan }) => ({ requestId: row.id, located, plan })),
    parts,
  )
  const written: Started[] = []
  for (const start of kept) {
    const open = await openLines(executor, start.row, start.plan, parts.seal)
    written.push({ row: moved.get(start.row.id) ?? start.row, runs: runsFor(start, open, heldUntil, parts) })
  }
  const all = written.flatMap((one) => one.runs)
  await insertMany(
    executor,
    runs,
    all.map(({ run }) => run),
  )
  await insertMany(
    executor,
    runLines,
    all.flatMap(({ lines }) => lines),
  )
  return written
}

function runsFor(
  { row, located, plan }: Start,
  open: readonly PlanLine[],
  heldUntil: Date | null,
  { systems, seal }: Parts,
): Started['runs'] {
  const own = ownMatches(located)
  return [...new Set(own.map(({ system }) => system))].map((system) => {
    const order = inErasureOrder(systems.get(system)?.connector.holdings ?? {})
    const lines = open
      .filter((line) => line.system === system)
      .toSorted((a, b) => order.indexOf(a.holding) - order.indexOf(b.holding))
    const kept = plan.lines
      .filter((line) => line.system === system && line.action === 'keep')
      .reduce((sum, line) => sum + line.count, 0)
    const isHeld = heldUntil !== null && lines.length > 0
    const begun = isHeld ? ('running' as const) : ('pending' as const)
    const run: RunRow = {
      id: randomUUID(),
      requestId: row.id,
      system,
      round: row.rounds + 1,
      status: lines.length === 0 ? 'done' : begun,
      attempts: isHeld ? 1 : 0,
      failedAttempts: 0,
      erased: 0,
      kept,
      nextAttemptAt: isHeld ? heldUntil : null,
      failure: null,
      version: 1,
    }
    const ordered = lines.map((line, place): RunLineRow => {
      const locator = own.find((match) => match.id === line.match)?.locator ?? null
      const content: OrderedLine = { locator, line }
      const empty = { tokenSealed: null, checkAfter: null, failure: null, why: null, done: 0 }
      const { count: planned, holding } = line
      const lineSealed = seal.seal(content)
      return {
        id: randomUUID(),
        runId: run.id,
        place,
        lineSealed,
        status: 'open',
        planned,
        holding,
        ...empty,
      }
    })
    return { run, lines: ordered }
  })
}
