import { and, asc, eq, ne, notInArray, or, sql, type SQL } from 'drizzle-orm'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { requestMatches } from '../store/match-table.ts'
import { requests, type RequestRow } from '../store/table.ts'
import type { Parts } from './parts.ts'
import { Superseded } from './request-row.ts'

/** A match that another open request of the same right has to itself. */
export type HeldMatch = { readonly matchId: string; readonly requestId: string }

const { right, matchId, requestId } = requestMatches

/** What a request, which this transaction holds, wants for itself. */
export type Wish = { readonly row: Pick<RequestRow, 'id' | 'right'>; readonly wanted: readonly string[] }

/**
 * Takes matches for a request, so that no other one of its right works on them. Answers with those that others have; then
 * it must give back what it got. Throws `Superseded` when one was given back at this very moment.
 */
export async function takeMatches(executor: Executor, wish: Wish): Promise<readonly HeldMatch[]> {
  const held = await takeMatchesOfMany(executor, [wish])
  const others = held.filter(({ requestId: holder }) => holder !== wish.row.id)
  // taking it now, with the others locked, could be waiting for whoever waits for these
  if (others.length === 0 && granted([wish], held).size === 0) throw new Superseded()
  return others
}

/** The wishes of which all is had. */
export function granted(wishes: readonly Wish[], held: readonly HeldMatch[]): Set<Wish> {
  const byRequest = Map.groupBy(held, (one) => one.requestId)
  const has = ({ row, wanted }: Wish): boolean => {
    const own = new Set(byRequest.get(row.id)?.map((one) => one.matchId))
    return wanted.every((id) => own.has(id))
  }
  return new Set(wishes.filter(has))
}

/**
 * The same for many requests of one right, in as many statements: says who has each of the matches now. Whoever does not
 * have all must give back what it got.
 *
 * Everybody takes them in one order and then locks them, with what they have already, in that order: no two
 * transactions wait for each other. Whoever is giving one up is waited for, so that nobody waits behind a request that
 * has just ended.
 */
export async function takeMatchesOfMany(
  executor: Executor,
  wishes: readonly Wish[],
): Promise<readonly HeldMatch[]> {
  const rows = wishes
    .flatMap(({ row, wanted }) => wanted.map((id) => ({ right: row.right, matchId: id, requestId: row.id })))
    .toSorted((one, other) => (one.matchId < other.matchId ? -1 : 1))
  const [first] = rows
  if (first === undefined) return []
  await insertMany(executor, requestMatches, rows, sql`do nothing`)
  const ids = [...new Set(rows.map((row) => row.matchId))]
  const requestIds = wishes.map(({ row }) => row.id)
  return executor
    .select({ matchId, requestId })
    .from(requestMatches)
    .where(and(eq(right, first.right), or(isAmong(matchId, ids), isAmong(requestId, requestIds))))
    .orderBy(asc(matchId))
    .for('update')
}

/** Which of these matches other requests of the same right have. */
export function heldByOthers(executor: Executor, row: RequestRow, ids: readonly string[]) {
  return executor
    .select({ matchId, requestId })
    .from(requestMatches)
    .where(and(eq(right, row.right), isAmong(matchId, ids), ne(requestId, row.id)))
    .orderBy(asc(matchId))
}

/** Locks what requests have, in the order in which whoever wants it locks it. */
export async function lockMatches(
  executor: Executor,
  requestIds: readonly string[],
  which: SQL | undefined = isAmong(requestId, requestIds),
): Promise<readonly HeldMatch[]> {
  return executor
    .select({ matchId, requestId })
    .from(requestMatches)
    .where(which)
    .orderBy(asc(matchId))
    .for('update')
}

/**
 * Gives back what requests have, but for the matches that they keep, and asks for a look at whoever waits behind them.
 * Call it last in the transaction that holds the requests.
 */
export async function giveBackMatches(
  executor: Executor,
  requestIds: readonly string[],
  { queue }: Pick<Parts, 'queue'>,
  keep: readonly string[] = [],
): Promise<void> {
  const ofRequests = isAmong(requestId, requestIds)
  const given = keep.length === 0 ? ofRequests : and(ofRequests, notInArray(matchId, [...keep]))
  const held = await lockMatches(executor, requestIds, given)
  if (held.length === 0) return
  await executor.delete(requestMatches).where(given)
  const behind = await executor
    .select({ id: requests.id })
    .from(requests)
    .where(and(isAmong(requests.duplicateOf, requestIds), eq(requests.reason, 'another-request')))
  for (const { id } of behind) await queue.look(executor, 'request', id)
}
