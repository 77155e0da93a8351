import { randomUUID } from 'node:crypto'
import { identifierProblem, normalizeIdentifier, type Identifier } from '@rechtop/schema'
import { eq } from 'drizzle-orm'
import { dayOf } from '../plan/calendar.ts'
import { StoreError } from '../store/database.ts'
import { requests, type RequestRow } from '../store/table.ts'
import { keyOf } from '../subject/weigh.ts'
import { dueDay } from './deadline.ts'
import type { Parts } from './parts.ts'
import type { CreateErasure, RequestError, RequestRight } from './request.ts'

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
  const { database, seal, policy, queue, now } = parts
  const identifiers = unique(input.identifiers.map(normalizeIdentifier))
  const pseudonym = seal.hash('pseudonym', JSON.stringify(identifiers.map(keyOf).toSorted()))
  const decisions = input.decisions ?? { confirmed: [], rejected: [] }
  const receivedAt = input.receivedAt ?? now()
  const row: RequestRow = {
    id: randomUUID(),
    right,
    phase: 'locate',
    status: 'received',
    reason: null,
    receivedAt,
    createdAt: now(),
    closedAt: null,
    dueOn: dueDay(dayOf(receivedAt, policy.timeZone)),
    actor: input.actor,
    idempotencyKey:
      input.idempotencyKey === undefined ? null : seal.hash('idempotency key', input.idempotencyKey),
    inputHash: inputHash(right, input, pseudonym, parts),
    subjectSealed: seal.seal(identifiers),
    subjectKinds: [...new Set(identifiers.map(({ kind }) => kind))],
    pseudonym,
    decisions,
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
    priority: 0,
    batchId: null,
    version: 1,
  }
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

async function sameKey(row: RequestRow, { database }: Parts): Promise<Created | null> {
  const { idempotencyKey, inputHash } = row
  if (idempotencyKey === null) return null
  const [earlier] = await database.read((executor) =>
    executor.select().from(requests).where(eq(requests.idempotencyKey, idempotencyKey)),
  )
  if (earlier === undefined) return null
  if (earlier.inputHash === inputHash) return { ok: true, row: earlier }
  const message = 'This idempotency key was used with other input. Use a new key for a new request.'
  return { ok: false, errors: [{ code: 'IDEMPOTENCY_KEY_REUSED', message, path: ['idempotencyKey'] }] }
}

function inputHash(right: RequestRight, input: CreateErasure, pseudonym: string, { seal }: Parts): string {
  const { confirmed, rejected } = input.decisions ?? { confirmed: [], rejected: [] }
  const parts = [
    right,
    pseudonym,
    confirmed.toSorted(),
    rejected.toSorted(),
    input.planDigest,
    input.receivedAt,
  ]
  return seal.hash('input', JSON.stringify(parts))
}

function problemsOf(input: CreateErasure, { policy, now }: Parts): RequestError[] {
  if (input.identifiers.length === 0) {
    const message = 'Give at least one identifier of the subject, such as an e-mail address.'
    return [{ code: 'NO_IDENTIFIER', message, path: ['subject'] }]
  }
  const errors = input.identifiers.flatMap((identifier, index): RequestError[] => {
    const problem = searchProblem(identifier, policy.identifiers)
    return problem === null
      ? []
      : [{ code: 'INVALID_IDENTIFIER', message: problem, path: ['subject', index] }]
  })
  if (input.receivedAt !== undefined && !isPast(input.receivedAt, now())) {
    const message = 'receivedAt lies in the future, or before the year 2000.'
    errors.push({ code: 'INVALID_INPUT', message, path: ['receivedAt'] })
  }
  return errors
}

/** Why an identifier can't be searched for. */
export function searchProblem(identifier: Identifier, allowed: readonly string[]): string | null {
  if (!allowed.includes(identifier.kind))
    return `${identifier.kind} is not a kind that the policy allows to search by`
  return identifierProblem(identifier)
}

function unique(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((identifier) => [keyOf(identifier), identifier])).values()]
}

/** Reads a wrong century as a mistake. */
function isPast(moment: Date, now: Date): boolean {
  return moment <= now && moment.getUTCFullYear() >= 2000
}
