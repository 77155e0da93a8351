import { randomUUID } from 'node:crypto'
import { inErasureOrder } from '@rechtop/connector'
import type { Plan, PlanLine } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequests, Superseded, type RequestChange } from '../request/request-row.ts'
import { rememberSubjects, stayingIn } from '../ledger/identifiers.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { runs, type RequestRow, type RunLine, type RunRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { openLines } from './open-lines.ts'
import { ordered, sealOrder, type OrderedRun } from './order.ts'

/** A request whose plan is to be carried out, and what else is written with it. */
export type Start = {
  readonly row: RequestRow
  readonly located: LocatedSubject
  readonly plan: Plan
  readonly change: RequestChange
}

/** A request as it was moved, and its runs as they were written, each with what was ordered. */
export type Started = Pick<Start, 'row' | 'located' | 'plan'> & {
  readonly runs: readonly OrderedRun[]
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
  for (const { run } of started.runs) if (run.lines.length > 0) await queue.look(executor, 'run', run.id)
  await queue.look(executor, 'request', started.row.id)
}

/**
 * The same for many requests, in as many statements as for one, and without asking for looks. `heldUntil`: nothing
 * else looks at them or their runs by itself before; null: somebody is asked to.
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
    move: {
      event: 'ordered' as const,
      ...change,
      ...(heldUntil !== null && { heldUntil }),
      rounds: row.rounds + 1,
      attempts: 0,
    },
  }))
  const moved = new Map((await moveRequests(executor, moves, parts)).map((row) => [row.id, row]))
  const kept = starts.filter(({ row }) => moved.has(row.id))
  await rememberSubjects(
    executor,
    kept.map(({ row, located, plan }) => {
      return { requestId: row.id, located, plan, staying: stayingIn(located, plan) }
    }),
    parts,
  )
  const written: Started[] = []
  for (const start of kept) {
    const open = await openLines(executor, start.row, start.plan, parts.seal)
    const { located, plan } = start
    const row = moved.get(start.row.id) ?? start.row
    written.push({ row, located, plan, runs: runsFor(start, open, heldUntil, parts) })
  }
  await insertMany(
    executor,
    runs,
    written.flatMap((one) => one.runs.map(({ run }) => run)),
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
    const sequence = inErasureOrder(systems.get(system)?.connector.holdings ?? {})
    const lines = open
      .filter((line) => line.system === system)
      .toSorted((a, b) => sequence.indexOf(a.holding) - sequence.indexOf(b.holding))
    const locators = new Map(own.map(({ id, locator }) => [id, locator]))
    const order = lines.map((line) => ordered(line, locators.get(line.match ?? '') ?? null))
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
      lines: lines.map(newLine),
      orderSealed: lines.length === 0 ? null : sealOrder(order, seal),
    }
    return { run, order }
  })
}

function newLine({ holding, count: planned }: PlanLine): RunLine {
  const id = randomUUID()
  const empty = { done: 0, checkAfter: null, failure: null, why: null, tokenSealed: null }
  return { id, holding, status: 'open', planned, ...empty }
}
