import { randomUUID } from 'node:crypto'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { isAskedFor } from '../criterion/still-named.ts'
import { dayOf } from '../plan/calendar.ts'
import type { Executor } from '../store/database.ts'
import { requests, type RequestRow } from '../store/table.ts'
import { keyOf } from '../subject/weigh.ts'
import type { Answer } from './answer.ts'
import { dueDay } from './deadline.ts'
import { once } from './idempotency.ts'
import type { Parts } from './parts.ts'
import { priorityOf } from './priority.ts'
import type { CreateErasure, RequestError, RequestRight } from './request.ts'
import { searchProblem } from './search-problem.ts'

/**
 * Takes in a request and asks for a look at it, in one transaction. The same idempotency key with the same input gives
 * the same request; with other input it is refused, and nothing happens. So is a second request of a person while the
 * first one is open, unless it is asked for all the same.
 */
export async function createRequest(
  right: RequestRight,
  input: CreateErasure,
  parts: Parts,
): Promise<Answer> {
  const errors = problemsOf(input, parts)
  if (errors.length > 0) return { ok: false, errors }
  const { database, queue } = parts
  const row = newRow(right, input, parts)
  const keyed = {
    mutation: right,
    actor: input.actor,
    key: input.idempotencyKey,
    input: saidOf(input, row.pseudonym),
    requestId: row.id,
  }
  return database.write((executor) =>
    once(executor, keyed, parts, async () => {
      const open = input.evenIfOpen === true ? null : await openRequestOf(executor, row)
      if (open !== null) return { ...duplicate, row: open }
      await executor.insert(requests).values(row)
      await queue.look(executor, 'request', row.id)
      return { ok: true, row }
    }),
  )
}

/** The row of a request that nobody has looked at yet. */
export function newRow(
  right: RequestRight,
  input: CreateErasure,
  { seal, policy, now }: Parts,
  batchId: string | null = null,
): RequestRow {
  const identifiers = unique(input.identifiers.map(normalizeIdentifier))
  const pseudonym = pseudonymOf(identifiers, seal)
  const receivedAt = input.receivedAt ?? now()
  const dueOn = dueDay(dayOf(receivedAt, policy.timeZone))
  const today = dayOf(now(), policy.timeZone)
  return {
    id: randomUUID(),
    right,
    phase: 'locate',
    status: 'received',
    reason: null,
    receivedAt,
    createdAt: now(),
    closedAt: null,
    dueOn,
    actor: input.actor,
    subjectSealed: seal.seal(identifiers),
    subjectKinds: [...new Set(identifiers.map(({ kind }) => kind))],
    pseudonym,
    decisions: input.decisions ?? { confirmed: [], rejected: [] },
    wantedDigest: input.planDigest ?? null,
    approvedDigest: null,
    approvedBy: null,
    locatedSealed: null,
    planSealed: null,
    plannedAt: null,
    previousPlanSealed: null,
    findings: [],
    attempts: 0,
    rounds: 0,
    nextAttemptAt: null,
    duplicateOf: null,
    version: 1,
    priority: priorityOf({ isBulk: batchId !== null, isUrgent: input.urgent === true, dueOn, today }),
    batchId,
  }
}

/** A keyed hash of identifiers, whatever their order and notation: the same for each request of a person. */
export function pseudonymOf(identifiers: readonly Identifier[], seal: Parts['seal']): string {
  const keys = unique(identifiers.map(normalizeIdentifier)).map(keyOf)
  return seal.hash('pseudonym', JSON.stringify(keys.toSorted()))
}

/** What must be the same under the same key; who it is about stands in it as the pseudonym. */
function saidOf(input: CreateErasure, pseudonym: string): unknown[] {
  const { confirmed, rejected } = input.decisions ?? { confirmed: [], rejected: [] }
  const { planDigest, receivedAt, urgent, evenIfOpen } = input
  const flags = [...(urgent === true ? ['urgent'] : []), ...(evenIfOpen === true ? ['even if open'] : [])]
  return [pseudonym, confirmed.toSorted(), rejected.toSorted(), planDigest, receivedAt, ...flags]
}

const duplicate = {
  ok: false,
  errors: [
    {
      code: 'DUPLICATE_REQUEST',
      message:
        'This person’s earlier request is still open: here it is. Ask with `evenIfOpen` for another one.',
      path: ['subject'],
    },
  ],
} as const satisfies Answer

/**
 * The first request that somebody made for the same identifiers and that is open. Two that come at the same moment are
 * taken one by one. One that only a criterion asked for ends when that names them no more, so it stands for nobody's wish.
 */
async function openRequestOf(
  executor: Executor,
  { right, pseudonym }: RequestRow,
): Promise<RequestRow | null> {
  const lock = Buffer.from(pseudonym, 'base64url').readBigInt64BE().toString()
  await executor.execute(sql`select pg_advisory_xact_lock(${lock}::bigint)`)
  const [open] = await executor
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.right, right),
        eq(requests.pseudonym, pseudonym),
        ne(requests.phase, 'end'),
        isAskedFor,
      ),
    )
    .orderBy(asc(requests.createdAt), asc(requests.id))
    .limit(1)
  return open ?? null
}

function problemsOf(input: CreateErasure, parts: Parts): RequestError[] {
  const errors = subjectProblems(input.identifiers, ['subject'], parts)
  return input.identifiers.length === 0 ? errors : [...errors, ...receiptProblems(input, parts)]
}

/** Why a subject can't be looked for. `path` is their place in the input. */
export function subjectProblems(
  identifiers: readonly Identifier[],
  path: RequestError['path'],
  { policy }: Parts,
): RequestError[] {
  if (identifiers.length === 0) {
    const message = 'Give at least one identifier of the subject, such as an e-mail address.'
    return [{ code: 'NO_IDENTIFIER', message, path }]
  }
  return identifiers.flatMap((identifier, index): RequestError[] => {
    const problem = searchProblem(identifier, policy.identifiers)
    return problem === null ? [] : [{ code: 'INVALID_IDENTIFIER', message: problem, path: [...path, index] }]
  })
}

export function receiptProblems(
  { receivedAt }: { readonly receivedAt?: Date },
  { now }: Parts,
): RequestError[] {
  if (receivedAt === undefined || isPast(receivedAt, now())) return []
  const message = 'receivedAt lies in the future, or before the year 2000.'
  return [{ code: 'INVALID_INPUT', message, path: ['receivedAt'] }]
}

function unique(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((identifier) => [keyOf(identifier), identifier])).values()]
}

/** Reads a wrong century as a mistake. */
function isPast(moment: Date, now: Date): boolean {
  return moment <= now && moment.getUTCFullYear() >= 2000
}
