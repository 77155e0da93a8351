import { and, eq } from 'drizzle-orm'
import { forgetPackages, forgetPackagesOf } from '../export/forget-packages.ts'
import { emptyPlan, type Plan } from '../plan/plan.ts'
import type { Skip } from '../plan/skip.ts'
import type { Finding } from '../request/request.ts'
import type { Parts } from '../request/parts.ts'
import {
  identifiersOf,
  locatedOf,
  moveRequest,
  moveRequests,
  planOf,
  Superseded,
  withoutPerson,
  withoutRefs,
  type Move,
} from '../request/request-row.ts'
import { leftBehind } from '../request/joined.ts'
import { giveBackMatches } from '../request/take-matches.ts'
import { planRechecks } from '../recheck/recheck-row.ts'
import { withOrders, type OrderedRun } from '../run/order.ts'
import { runsOf } from '../run/run-row.ts'
import type { Started } from '../run/start-runs.ts'
import { emptyRuns, verifyRuns } from '../run/verify-runs.ts'
import type { Executor } from '../store/database.ts'
import { requestEvents } from '../store/event-table.ts'
import type { RequestRow, RunLine } from '../store/table.ts'
import { asDecided } from '../subject/earlier-matches.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import {
  allPlaces,
  forgetPlaces,
  forgetRequest,
  rememberSubjects,
  stayingIn,
  type Remembering,
} from './identifiers.ts'
import { writeLedger } from './write-ledger.ts'

/** An erasure that ends, and what it ends with. */
export type Closing = {
  readonly row: RequestRow
  readonly located: LocatedSubject
  /** The plan that was carried out, and the one that was made afterwards. */
  readonly carriedOut: Plan
  readonly now: Plan
  readonly findings: readonly Finding[]
  /** What a person said that is left as it is: with any of these nothing is called verified. */
  readonly skips: readonly Skip[]
}

/** Closes one; throws `Superseded` when it is not as it was read. */
export async function closeErasure(executor: Executor, closing: Closing, parts: Parts): Promise<void> {
  const [closed] = await closeErasures(executor, [closing], parts)
  if (closed === undefined) throw new Superseded()
}

/**
 * Closes erasures after which nothing is left to erase: the ledger gets what went and what stays until when, the runs
 * become verified, and whatever in our own tables points at the person or their records is emptied. As many statements
 * as for one. `tried`: as they were begun, with all their runs as they are after a try, where their rows don't say so yet.
 * @returns those that still were as they were read
 */
export async function closeErasures(
  executor: Executor,
  closings: readonly Closing[],
  parts: Parts,
  tried: readonly Started[] | null = null,
): Promise<RequestRow[]> {
  const { seal } = parts
  const behind = new Map<string, readonly Finding[]>()
  for (const { row } of closings) behind.set(row.id, await leftBehind(executor, row, seal))
  const moves = closings.map(({ row, located, carriedOut, skips, ...closing }) => {
    const findings = [...(behind.get(row.id) ?? []), ...closing.findings]
    const event = skips.length === 0 ? ('verified' as const) : ('ended-incomplete' as const)
    const locatedSealed = seal.seal(withoutPerson(located))
    const planSealed = seal.seal(withoutRefs(carriedOut))
    const decisions = { confirmed: [], rejected: [] }
    const emptied = { subjectSealed: null, previousPlanSealed: null, decisions }
    return { row, move: { event, findings, ...emptied, locatedSealed, planSealed } }
  })
  const closed = await moveRequests(executor, moves, parts)
  const versions = new Map(closed.map(({ id, version }) => [id, version]))
  const kept = closings.flatMap((closing) => {
    const { id: requestId } = closing.row
    const version = versions.get(requestId)
    const staying = stayingIn(closing.located, closing.now)
    return version === undefined ? [] : [{ requestId, version, plan: closing.now, staying, ...closing }]
  })
  if (kept.length === 0) return []
  const ids = [...versions.keys()]
  const begun = new Map(tried?.map((one) => [one.row.id, one]))
  const runs =
    tried === null
      ? withOrders(await runsOf(executor, ids), seal)
      : ids.flatMap((id) => begun.get(id)?.runs ?? [])
  await writeLedger(executor, kept, runs, parts)
  await verifyRuns(executor, kept, runs)
  await forgetPlaces(executor, kept.flatMap(emptiedOf))
  await rememberSubjects(executor, kept, parts)
  await planRechecks(executor, kept, (row) => identifiersOf(row, seal), parts)
  // what an earlier access request of the same subject gave out is theirs to keep, not ours
  const pseudonyms = closed.map(({ pseudonym }) => pseudonym)
  await forgetPackagesOf(executor, [...new Set(pseudonyms)], parts)
  await giveBackMatches(executor, ids, parts)
  return closed
}

/** The matches where nothing stays: the same place may be remembered of somebody else, who shares it. */
function emptiedOf({ located, staying }: Pick<Remembering, 'located' | 'staying'>): string[] {
  return ownMatches(located).flatMap(({ id }) => (staying.has(id) ? [] : [id]))
}

/**
 * Ends a request without finishing it. The ledger gets what was erased by then; what points at the person goes from
 * our tables, and so does what was remembered for work that nobody began. `by`: the person who stops it; null where the
 * criterion does that named its subject.
 */
export function closeCancelled(
  executor: Executor,
  row: RequestRow,
  { by, findings }: { readonly by: string | null; readonly findings: readonly Finding[] },
  parts: Parts,
): Promise<RequestRow> {
  const event = by === null ? ({ event: 'named-no-more' } as const) : ({ event: 'cancelled', by } as const)
  return closeUnfinished(executor, row, { ...event, findings, duplicateOf: null }, parts)
}

/** Ends a request that adds nothing to another one of the same person, in the transaction that holds it. */
export function closeJoined(
  executor: Executor,
  row: RequestRow,
  duplicateOf: string,
  parts: Parts,
): Promise<RequestRow> {
  return closeUnfinished(executor, row, { event: 'joined', duplicateOf, findings: [] }, parts)
}

async function closeUnfinished(
  executor: Executor,
  row: RequestRow,
  move: Move,
  parts: Parts,
): Promise<RequestRow> {
  const plan = planOf(row, parts.seal)
  const located = locatedOf(row, parts.seal)
  const emptied = {
    subjectSealed: null,
    locatedSealed: located === null ? null : parts.seal.seal(withoutPerson(located)),
    planSealed: plan === null || row.rounds === 0 ? null : parts.seal.seal(withoutRefs(plan)),
    previousPlanSealed: null,
    decisions: { confirmed: [], rejected: [] },
  }
  const moved = await moveRequest(executor, row, { ...move, ...emptied }, parts)
  const runs = await runsOf(executor, [row.id])
  const ending = { requestId: row.id, version: moved.version, now: emptyPlan, skips: [] }
  const ordered = withOrders(runs, parts.seal)
  await writeLedger(executor, [ending], ordered, parts)
  await rememberUnfinished(executor, row, ordered, parts)
  await forgetPackages(executor, [row.id])
  await emptyRuns(executor, runs)
  await giveBackMatches(executor, [row.id], parts)
  return moved
}

/**
 * Remembers all places of a request that ends in the middle of its work: what went at one of them may have been the way to
 * the others. Of one that came back, where its plan shows something; of one that was never begun, nothing.
 */
async function rememberUnfinished(
  executor: Executor,
  row: RequestRow,
  ordered: readonly OrderedRun[],
  parts: Parts,
): Promise<void> {
  const isBegun = ordered.some(mayHaveDone)
  const cameBack = await hadEnded(executor, row.id)
  const located = locatedOf(row, parts.seal)
  if (located === null || !(isBegun || cameBack)) {
    if (!cameBack) await forgetRequest(executor, row.id)
    return
  }
  const plan = planOf(row, parts.seal) ?? emptyPlan
  const known = asDecided(located, row.decisions)
  const shown = new Set(plan.lines.flatMap(({ match }) => match ?? []))
  const staying = new Set(allPlaces(known).flatMap(({ id }) => (isBegun || shown.has(id) ? id : [])))
  await rememberSubjects(executor, [{ requestId: row.id, located: known, plan, staying }], parts)
}

/** What an ending before this one remembered is not this one's to forget. */
async function hadEnded(executor: Executor, requestId: string): Promise<boolean> {
  const cameBack = and(eq(requestEvents.requestId, requestId), eq(requestEvents.kind, 'came-back'))
  const [event] = await executor.select().from(requestEvents).where(cameBack).limit(1)
  return event !== undefined
}

/** Whether something of a run was done, or may have been: a call without an answer, or with an error, says nothing of that. */
function mayHaveDone({ run }: OrderedRun): boolean {
  const isUndone = ({ status, done }: RunLine): boolean =>
    done === 0 && (status === 'stale' || status === 'unsupported')
  return run.orderSealed !== null && run.attempts > 0 && !run.lines.every(isUndone)
}
