import type { Failure } from '@rechtop/connector'
import { Identifier } from '@rechtop/schema'
import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Plan } from '../plan/plan.ts'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import { OwnError } from '../own-error.ts'
import { requestEvents } from '../store/event-table.ts'
import { insertMany, updateMany } from '../store/many.ts'
import { requests, type RequestRow } from '../store/table.ts'
import type { LocatedSubject } from '../subject/located.ts'
import type { Parts } from './parts.ts'
import type { RequestEvent } from './request.ts'
import { next, type RequestEventKind, type WaitingEvent } from './transition.ts'

/** Another worker or person has moved the request on; whoever sees this changes nothing. */
export class Superseded extends OwnError {
  constructor() {
    super('The request was moved on by somebody else.')
    this.name = 'Superseded'
  }
}

export async function loadRequest(executor: Executor, id: string): Promise<RequestRow | null> {
  const [row] = await executor.select().from(requests).where(eq(requests.id, id))
  return row ?? null
}

/**
 * Locks requests until the transaction ends, in an order that all who lock many keep to.
 * @returns the version of each, by id
 */
export async function lockRequests(
  executor: Executor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const locked = await executor
    .select({ id: requests.id, version: requests.version })
    .from(requests)
    .where(isAmong(requests.id, ids))
    .orderBy(asc(requests.id))
    // a key that points at one of them can be checked meanwhile
    .for('no key update')
  return new Map(locked.map(({ id, version }) => [id, version]))
}

type Moved = 'phase' | 'status' | 'reason' | 'nextAttemptAt' | 'closedAt'
/** What a request holds besides where it is, which only a move changes. */
export type RequestChange = Partial<Omit<RequestRow, Moved | 'id' | 'version' | 'createdAt'>>

/** Something that happens to a request; what waits names the moment at which it goes on. */
export type Move = RequestChange &
  (
    | {
        readonly event: WaitingEvent
        readonly nextAttemptAt: Date
        readonly heldUntil?: never
        readonly by?: never
      }
    | {
        readonly event: Exclude<RequestEventKind, WaitingEvent>
        readonly nextAttemptAt?: never
        /** No other worker begins with it before. */
        readonly heldUntil?: Date
        /** Whoever made it happen, where a person did. */
        readonly by?: string
      }
  )

/**
 * Moves a request on by its rules, if it still is as it was read, and writes down what happened where that can be seen
 * from outside. Throws `Superseded` when it is not, and an `IllegalTransition` where the rules do not lead there.
 */
export async function moveRequest(
  executor: Executor,
  row: RequestRow,
  move: Move,
  parts: Pick<Parts, 'now'>,
): Promise<RequestRow> {
  const [moved] = await moveRequests(executor, [{ row, move }], parts)
  if (moved === undefined) throw new Superseded()
  return moved
}

/**
 * The same for many, in as many statements as for one; all moves change the same columns.
 * @returns those that still were as they were read
 */
export async function moveRequests(
  executor: Executor,
  moves: readonly { readonly row: RequestRow; readonly move: Move }[],
  { now }: Pick<Parts, 'now'>,
): Promise<RequestRow[]> {
  const at = now()
  const planned = moves.map(({ row, move }) => {
    const { event, heldUntil = null, nextAttemptAt = heldUntil, by = null, ...change } = move
    const state = next(row, event)
    const closedAt = state.phase === 'end' ? at : null
    const isSeen = by !== null || row.status !== state.status || row.reason !== state.reason
    const { status, reason } = state
    const told = { requestId: row.id, number: row.version + 1, at, kind: event, status, reason, actor: by }
    return { row, change: { ...change, ...state, nextAttemptAt, closedAt }, event: isSeen ? told : null }
  })
  const moved = await changeRequests(executor, planned)
  const ids = new Set(moved.map(({ id }) => id))
  await insertMany(
    executor,
    requestEvents,
    planned.flatMap(({ event }) => (event !== null && ids.has(event.requestId) ? [event] : [])),
  )
  return moved
}

/** Writes down something that happened and left the request where it is. Throws `Superseded` as a move does. */
export async function noteEvent(
  executor: Executor,
  row: RequestRow,
  kind: RequestEvent['kind'],
  { now }: Pick<Parts, 'now'>,
): Promise<void> {
  const { version: number, id: requestId, status, reason } = await holdRequest(executor, row)
  await insertMany(executor, requestEvents, [
    { requestId, number, at: now(), kind, status, reason, actor: null },
  ])
}

/** Makes a request this worker's own without moving it: what others still have in hand can't be written any more. */
export async function holdRequest(
  executor: Executor,
  row: RequestRow,
  change: RequestChange = {},
): Promise<RequestRow> {
  const [held] = await changeRequests(executor, [{ row, change }])
  if (held === undefined) throw new Superseded()
  return held
}

async function changeRequests(
  executor: Executor,
  changes: readonly { readonly row: RequestRow; readonly change: Partial<RequestRow> }[],
): Promise<RequestRow[]> {
  const after = changes.map(({ row, change }) => ({ ...change, version: row.version + 1 }))
  const updated = await updateMany(
    executor,
    requests,
    ['id', 'version'],
    changes.map(({ row: { id, version } }, index) => ({ of: { id, version }, to: after[index] ?? {} })),
  )
  return changes.flatMap(({ row }, index) => (updated.has(row.id) ? [{ ...row, ...after[index] }] : []))
}

/** The subject's identifiers; none after the request was closed. */
export function identifiersOf(row: RequestRow, seal: Seal): Identifier[] {
  return row.subjectSealed === null ? [] : z.array(Identifier).parse(seal.open(row.subjectSealed))
}

/** What we sealed ourselves is of the type that we sealed, but for its dates. */
export function locatedOf(row: RequestRow, seal: Seal): LocatedSubject | null {
  if (row.locatedSealed === null) return null
  const located = seal.open(row.locatedSealed) as LocatedSubject
  const systems = located.systems.map((system) => ({ ...system, failure: reviveFailure(system.failure) }))
  return { ...located, systems }
}

export function planOf({ planSealed }: RequestRow, seal: Seal): Plan | null {
  return unsealPlan(planSealed, seal)
}

/** The plan that stood before the one of now; none before there were two, nor after the request was closed. */
export function previousPlanOf({ previousPlanSealed }: RequestRow, seal: Seal): Plan | null {
  return unsealPlan(previousPlanSealed, seal)
}

function unsealPlan(sealed: string | null, seal: Seal): Plan | null {
  if (sealed === null) return null
  const plan = seal.open(sealed) as Plan
  return {
    ...plan,
    incomplete: plan.incomplete.map((gap) => ({ ...gap, failure: reviveFailure(gap.failure) })),
  }
}

/** A failure that was stored as JSON, with its date made a date again. */
export function reviveFailure(failure: Failure | null): Failure | null {
  return failure?.code === 'rate-limited' ? { ...failure, retryAfter: new Date(failure.retryAfter) } : failure
}

/** A plan without what points at records: what may be kept after the request is closed. */
export function withoutRefs(plan: Plan): Plan {
  return { ...plan, lines: plan.lines.map((line) => ({ ...line, refs: [], fingerprints: [], reduced: {} })) }
}

/** What systems said, without identifiers and locators. */
export function withoutPerson(located: LocatedSubject): LocatedSubject {
  return {
    identifiers: [],
    systems: located.systems.map((system) => ({
      ...system,
      matches: system.matches.map((match) => ({ ...match, locator: null, by: [], learned: [] })),
    })),
  }
}

/** The lines that change something. */
export function destructive(plan: Plan): Plan['lines'] {
  return plan.lines.filter(({ action }) => action === 'erase' || action === 'reduce')
}
