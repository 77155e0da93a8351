import { and, asc, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import { writeLedger } from '../ledger/write-ledger.ts'
import { emptyPlan } from '../plan/plan.ts'
import type { Parts } from '../request/parts.ts'
import { holdRequest } from '../request/request-row.ts'
import type { Executor } from '../store/database.ts'
import { requests, runs, type RequestRow, type RunLine, type RunRow } from '../store/table.ts'
import { countOf, goneIn, worksOf } from './gone.ts'
import { withOrders, type OrderedRun } from './order.ts'
import { isOpenRun } from './run-row.ts'

/**
 * Writes down what systems did for runs that a person ended while the systems were at work: who cancels a request, or has
 * it planned anew, does not make undone what was done. `tried`: as they were claimed, with what came of the try; those
 * that another worker has are left to it. Call it in a transaction that holds no run.
 */
export async function recordLate(
  executor: Executor,
  tried: readonly OrderedRun[],
  parts: Pick<Parts, 'now' | 'seal'>,
): Promise<void> {
  const late = tried.filter(({ run }) => run.lines.some(({ status, done }) => status === 'done' || done > 0))
  if (late.length === 0) return
  const ids = [...new Set(late.map(({ run }) => run.requestId))]
  const held = await executor
    .select()
    .from(requests)
    .where(inArray(requests.id, ids))
    .orderBy(asc(requests.id))
    .for('no key update')
  for (const request of held) {
    const own = late.filter(({ run }) => run.requestId === request.id)
    await recordFor(executor, request, own, parts)
  }
}

async function recordFor(
  executor: Executor,
  request: RequestRow,
  tried: readonly OrderedRun[],
  parts: Pick<Parts, 'now' | 'seal'>,
): Promise<void> {
  const untold: OrderedRun[] = []
  let isChanged = false
  for (const { run, order } of tried) {
    const ended = await endedSince(executor, run)
    if (ended === null) continue
    const counted = await countedElsewhere(executor, ended, parts)
    const lines = ended.lines.map((line, place) =>
      counted.has(line.holding) ? line : withDone(line, run.lines[place], worksOf(order[place]), counted),
    )
    if (lines.every((line, place) => line === ended.lines[place])) continue
    isChanged = true
    const isTold = ended.orderSealed === null
    // with its order the run is told when the request ends; without, it has ended and tells nothing any more
    const late = isTold ? [{ run: { ...run, lines: onlyNew(lines, ended) }, order }] : []
    const erased = ended.erased + countOf(goneIn(late))
    await executor
      .update(runs)
      .set({ lines, erased, version: ended.version + 1 })
      .where(eq(runs.id, run.id))
    untold.push(...late)
  }
  if (!isChanged) return
  // a plan that is being made of what was there before is made anew
  const { id: requestId, version } = await holdRequest(executor, request)
  await writeLedger(executor, [{ requestId, version, now: emptyPlan, skips: [] }], untold, parts)
}

/** The run as it is now, if a person ended it after this claim and nothing came since but the end of its request. */
async function endedSince(executor: Executor, { id, version }: RunRow): Promise<RunRow | null> {
  const isEnded = and(eq(runs.version, version + 1), eq(runs.status, 'failed'))
  const isClosed = and(
    eq(runs.version, version + 2),
    inArray(runs.status, ['failed', 'verified']),
    isNull(runs.orderSealed),
  )
  const [ended] = await executor
    .select()
    .from(runs)
    .where(and(eq(runs.id, id), or(isEnded, isClosed)))
    .for('update')
  return ended ?? null
}

/**
 * What another round did, or has ordered once more: it counts that. Of a later round whole holdings where its request has
 * ended, since nothing says any more which of the matches it was; of an earlier one only records, which go once.
 */
async function countedElsewhere(
  executor: Executor,
  run: RunRow,
  { seal }: Pick<Parts, 'seal'>,
): Promise<ReadonlySet<string>> {
  const isAnother = and(
    eq(runs.requestId, run.requestId),
    eq(runs.system, run.system),
    ne(runs.round, run.round),
  )
  const others = withOrders(await executor.select().from(runs).where(isAnother), seal)
  const counted = others.flatMap((one) =>
    one.run.lines.flatMap(({ status, holding }, place) => {
      const isCounted = status === 'done' || (status === 'open' && isOpenRun(one.run))
      if (!isCounted) return []
      const ordered = one.order[place]
      if (one.run.round < run.round) return ordered?.line.grain === 'record' ? worksOf(ordered) : []
      return ordered === undefined ? [holding] : worksOf(ordered)
    }),
  )
  return new Set(counted)
}

/** The line with what was done in this try and is counted nowhere else. */
function withDone(
  line: RunLine,
  tried: RunLine | undefined,
  works: readonly string[],
  counted: ReadonlySet<string>,
): RunLine {
  if (tried === undefined || line.status === 'done') return line
  const own = works.filter((work) => !counted.has(work)).length
  if (own === 0 && works.length > 0) return line
  const isAll = own === works.length
  const done = isAll ? tried.done : Math.min(own, tried.done)
  if (tried.status !== 'done') return done > line.done ? { ...line, done } : line
  const planned = isAll ? line.planned : own
  return { ...line, status: 'done', planned, done, checkAfter: null, failure: null }
}

/** The lines in their places, with what no page of the ledger says yet. */
function onlyNew(lines: readonly RunLine[], before: RunRow): RunLine[] {
  return lines.map((line, place) => {
    const told = before.lines[place]
    if (told?.status === 'done') return { ...line, status: 'open', done: 0 }
    const count = Math.min(line.planned, told?.done ?? 0)
    return { ...line, planned: Math.max(0, line.planned - count), done: line.done - count }
  })
}
