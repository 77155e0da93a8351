import { randomUUID } from 'node:crypto'
import { normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { eq } from 'drizzle-orm'
import { dayOf } from '../plan/calendar.ts'
import { StoreError } from '../store/database.ts'
import { requests, type RequestRow } from '../store/table.ts'
import { keyOf } from '../subject/weigh.ts'
import { dueDay } from './deadline.ts'
import type { Parts } from './parts.ts'
import { priorityOf } from './priority.ts'
import type { CreateErasure, RequestError, RequestRight } from './request.ts'
import { searchProblem } from './search-problem.ts'

export type Created =
  | { readonly ok: true; readonly row: RequestRow }
  | { readonly ok: false; readonly errors: RequestError[] }

/**
 * Takes in a request and asks for a look at it, in one transaction. The same idempotency key with the same input gives
 * the same request; with other input it is refused, and nothing happens.
 */
export async function createRequest(
  right: RequestRight,
  input: CreateErasure,
  parts: Parts,
): Promise<Created> {
  const errors = problemsOf(input, parts)
  if (errors.length > 0) return { ok: false, errors }
  const { database, queue } = parts
  const row = newRow(right, input, parts)
  const earlier = await sameKey(row, parts)
  if (earlier !== null) return earlier
  try {
    await database.write(async (executor) => {
      await executor.insert(requests).values(row)
      await queue.look(executor, 'request', row.id)
    })
  } catch (error) {
    // two at once under one key: the other one won
    const winner = error instanceof StoreError && error.code === '23505' ? await sameKey(row, parts) : null
    if (winner === null) throw error
    return winner
  }
  return { ok: true, row }
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
    idempotencyKey:
      input.idempotencyKey === undefined ? null : seal.hash('idempotency key', input.idempotencyKey),
    inputHash: inputHash(right, input, pseudonym, seal),
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

async function sameKey(row: RequestRow, { database }: Parts): Promise<Created | null> {
  const { idempotencyKey, inputHash } = row
  if (idempotencyKey === null) return null
  const [earlier] = await database.read((executor) =>
    executor.select().from(requests).where(eq(requests.idempotencyKey, idempotencyKey)),
  )
  if (earlier === undefined) return null
  if (earlier.inputHash === inputHash) return { ok: true, row: earlier }
  return { ok: false, errors: [keyReused] }
}

export const keyReused: RequestError = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'This idempotency key was used with other input. Use a new key for a new request.',
  path: ['idempotencyKey'],
}

function inputHash(
  right: RequestRight,
  input: CreateErasure,
  pseudonym: string,
  seal: Parts['seal'],
): string {
  const { confirmed, rejected } = input.decisions ?? { confirmed: [], rejected: [] }
  const parts = [
    right,
    pseudonym,
    confirmed.toSorted(),
    rejected.toSorted(),
    input.planDigest,
    input.receivedAt,
    ...(input.urgent === true ? ['urgent'] : []),
  ]
  return seal.hash('input', JSON.stringify(parts))
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
