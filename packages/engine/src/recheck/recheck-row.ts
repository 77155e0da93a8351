import type { Identifier } from '@rechtop/schema'
import { eq, lte } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import type { Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { rechecks, type RecheckRow } from '../store/recheck-table.ts'
import type { RequestRow } from '../store/table.ts'
import type { LocatedSubject, MatchDecisions } from '../subject/located.ts'

/** Whom an ended erasure was about, and where they were. */
export type Remembered = {
  readonly identifiers: readonly Identifier[]
  readonly decisions: MatchDecisions
  readonly located: LocatedSubject
}

/** An erasure that ends, as it was just before. */
export type Ended = { readonly row: RequestRow; readonly located: LocatedSubject }

const day = 86_400_000
const placeOf = (requestId: string): string => `recheck ${requestId}`

/** Writes down that these are looked at again, on the days that the policy names. In as many statements as for one. */
export async function planRechecks(
  executor: Executor,
  ended: readonly Ended[],
  identifiersOf: (row: RequestRow) => readonly Identifier[],
  { policy, seal, now }: Parts,
): Promise<void> {
  const [first, ...remaining] = policy.recheckDays
  if (first === undefined) return
  const lookAt = new Date(now().getTime() + first * day)
  const rows = ended.map(({ row, located }): RecheckRow => {
    const whom: Remembered = { identifiers: identifiersOf(row), decisions: row.decisions, located }
    const subjectSealed = seal.seal(whom, placeOf(row.id))
    return { requestId: row.id, subjectSealed, remaining, lookAt, attempts: 0 }
  })
  await insertMany(executor, rechecks, rows)
}

/** Null when it is not looked at again. */
export async function loadRecheck(executor: Executor, requestId: string): Promise<RecheckRow | null> {
  const [row] = await executor.select().from(rechecks).where(eq(rechecks.requestId, requestId))
  return row ?? null
}

/** The requests of which the next look is due, at most so many. */
export async function dueRechecks(executor: Executor, now: Date, limit: number): Promise<string[]> {
  const rows = await executor
    .select({ id: rechecks.requestId })
    .from(rechecks)
    .where(lte(rechecks.lookAt, now))
    .orderBy(rechecks.lookAt)
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** What we sealed ourselves is of the type that we sealed. */
export function rememberedIn({ requestId, subjectSealed }: RecheckRow, seal: Parts['seal']): Remembered {
  return seal.open(subjectSealed, placeOf(requestId)) as Remembered
}

/** Goes on to the next day, counted from the end of the request; after the last one nothing is remembered any more. */
export async function nextRecheck(executor: Executor, row: RecheckRow, closedAt: Date): Promise<void> {
  const [next, ...remaining] = row.remaining
  const own = eq(rechecks.requestId, row.requestId)
  if (next === undefined) {
    await executor.delete(rechecks).where(own)
    return
  }
  const lookAt = new Date(closedAt.getTime() + next * day)
  await executor.update(rechecks).set({ remaining, lookAt, attempts: 0 }).where(own)
}

/** Puts the look off, since a system could not be read. */
export async function putOffRecheck(executor: Executor, row: RecheckRow, lookAt: Date): Promise<void> {
  const change = { lookAt, attempts: row.attempts + 1 }
  await executor.update(rechecks).set(change).where(eq(rechecks.requestId, row.requestId))
}

export async function forgetRecheck(executor: Executor, requestId: string): Promise<void> {
  await executor.delete(rechecks).where(eq(rechecks.requestId, requestId))
}
