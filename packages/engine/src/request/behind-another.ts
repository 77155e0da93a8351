import { criterionOf } from '../criterion/still-named.ts'
import { closeJoined } from '../ledger/close.ts'
import { addPeriod, dayOf } from '../plan/calendar.ts'
import type { Executor } from '../store/database.ts'
import type { RequestRow } from '../store/table.ts'
import { openMatches, ownMatches, type LocatedSubject } from '../subject/located.ts'
import type { Parts } from './parts.ts'
import { loadRequest, locatedOf, moveRequest, type Move } from './request-row.ts'
import { giveBackMatches, heldByOthers, takeMatches, type HeldMatch } from './take-matches.ts'

/** How long it takes at most until a request sees that nobody is before it, should it not be told, in milliseconds. */
const longestPause = 300_000

/**
 * Whether a request that this transaction holds may work on what was found of its person. It may not while another one
 * of the same right has any of these matches: then it ends as joined, where it adds nothing to that one, or waits behind
 * it with empty hands, so that no two wait for each other.
 */
export async function goesFirst(
  executor: Executor,
  row: RequestRow,
  located: LocatedSubject,
  parts: Parts,
): Promise<boolean> {
  const own = ownMatches(located).map(({ id }) => id)
  const others = await takeMatches(executor, { row, wanted: own })
  const [first] = others
  await giveBackMatches(executor, [row.id], parts, first === undefined ? own : [])
  if (first === undefined) return true
  const duplicateOf = first.requestId
  if (await addsNothing(executor, row, located, others, parts)) {
    await closeJoined(executor, row, duplicateOf, parts)
    return false
  }
  await waitBehind(executor, row, duplicateOf, parts)
  return false
}

/** Near the last day a person is told: the other request may wait for a word of theirs. It goes on all the same. */
async function waitBehind(
  executor: Executor,
  row: RequestRow,
  duplicateOf: string,
  parts: Parts,
): Promise<void> {
  const { policy, queue, now } = parts
  const nextAttemptAt = new Date(now().getTime() + longestPause)
  const attention = addPeriod(dayOf(nextAttemptAt, policy.timeZone), `P${policy.attentionDays}D`)
  const move: Move =
    attention > row.dueOn
      ? { event: 'behind-another-late', heldUntil: nextAttemptAt, duplicateOf }
      : { event: 'behind-another', nextAttemptAt, duplicateOf }
  await moveRequest(executor, row, move, parts)
  await queue.look(executor, 'request', row.id, nextAttemptAt)
}

/**
 * Whether all that was found is another request's already. What was begun, or could not be looked at everywhere, is not
 * given up; nor what the other one does not even know as possible; nor what somebody asked for to a request that ends
 * when its criterion names them no more.
 */
async function addsNothing(
  executor: Executor,
  row: RequestRow,
  located: LocatedSubject,
  others: readonly HeldMatch[],
  { seal }: Parts,
): Promise<boolean> {
  const [holder, ...more] = new Set(others.map(({ requestId }) => requestId))
  if (row.rounds > 0 || holder === undefined || more.length > 0) return false
  if (located.systems.some(({ status }) => status === 'failed')) return false
  const its = await loadRequest(executor, holder)
  // a criterion names again whom another one gives up; a person who asked would wait for nothing
  const isNamed = (batch: string | null | undefined): Promise<boolean> =>
    criterionOf(executor, batch ?? null).then((criterion) => criterion !== null)
  if ((await isNamed(its?.batchId)) && !(await isNamed(row.batchId))) return false
  const known = new Set(idsOf(its === null ? null : locatedOf(its, seal)))
  const held = new Set(others.map(({ matchId }) => matchId))
  const own = ownMatches(located).map(({ id }) => id)
  return own.every((id) => held.has(id)) && idsOf(located).every((id) => known.has(id) || held.has(id))
}

function idsOf(located: LocatedSubject | null): string[] {
  return located === null ? [] : openMatches(located).map(({ id }) => id)
}

/** Whether a request that waits behind another one still has to. Its wait goes on, and systems are not asked for it. */
export async function staysBehind(row: RequestRow, parts: Parts): Promise<boolean> {
  const { database, seal, now } = parts
  const located = locatedOf(row, seal)
  const own = located === null ? [] : ownMatches(located).map(({ id }) => id)
  const [first] = await database.read((executor) => heldByOthers(executor, row, own))
  if (first === undefined) return false
  const isOver = row.nextAttemptAt === null || row.nextAttemptAt <= now()
  if (!isOver && first.requestId === row.duplicateOf) return true
  await database.write((executor) => waitBehind(executor, row, first.requestId, parts))
  return true
}
