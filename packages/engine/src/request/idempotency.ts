import { and, eq, inArray, lt } from 'drizzle-orm'
import type { Executor } from '../store/database.ts'
import { idempotency, type Mutation } from '../store/idempotency-table.ts'
import { refuse, type Answer } from './answer.ts'
import type { Parts } from './parts.ts'
import { loadRequest } from './request-row.ts'
import type { RequestError } from './request.ts'

/** What is done at most once under a key. */
export type Keyed = {
  readonly mutation: Mutation
  readonly actor: string
  /** As it was given. Left out: nothing is remembered. */
  readonly key: string | undefined
  /** What else was said; another one under the same key is refused. */
  readonly input: readonly unknown[]
  readonly requestId: string
}

/**
 * Does a thing once per actor and key, in the transaction of the thing itself. The same key with the same input answers
 * with the request as it is now and does nothing; with other input, or for another mutation, it is refused. What was
 * refused is not remembered.
 */
export async function once(
  executor: Executor,
  keyed: Keyed,
  parts: Parts,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { mutation, actor, key, input, requestId } = keyed
  if (key === undefined) return work()
  const { seal, now } = parts
  const row = {
    actorHash: seal.hash('idempotency actor', actor),
    keyHash: seal.hash('idempotency key', key),
    mutation,
    inputHash: seal.hash('input', JSON.stringify([mutation, ...input])),
    requestId,
    at: now(),
  }
  const before = await earlier(executor, row, actor)
  if (before !== null) return before
  // whoever holds the key at this moment is waited for, until they have done it or were refused
  const mine = await executor.insert(idempotency).values(row).onConflictDoNothing().returning()
  if (mine.length === 0) {
    const meanwhile = await earlier(executor, row, actor)
    return meanwhile ?? refuse('NOT_POSSIBLE_NOW', 'The key is in use at this very moment. Try again.', [])
  }
  const answer = await work()
  if (!answer.ok) await executor.delete(idempotency).where(isAt(row))
  return answer
}

export const keyReused: RequestError = {
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'This idempotency key was used with other input. Use a new key for another mutation.',
  path: ['idempotencyKey'],
}

type Row = typeof idempotency.$inferSelect

const isAt = ({ actorHash, keyHash }: Row) =>
  and(eq(idempotency.actorHash, actorHash), eq(idempotency.keyHash, keyHash))

async function earlier(executor: Executor, row: Row, actor: string): Promise<Answer | null> {
  const { actorHash, keyHash } = idempotency
  const known = await executor
    .select()
    .from(idempotency)
    .where(and(inArray(actorHash, [row.actorHash, '']), eq(keyHash, row.keyHash)))
  for (const one of known) {
    const request = await loadRequest(executor, one.requestId)
    if (request === null || (one.actorHash === '' && request.actor !== actor)) continue
    if (one.mutation === row.mutation && one.inputHash === row.inputHash) return { ok: true, row: request }
    return { ok: false, errors: [keyReused] }
  }
  return null
}

const batch = 1000

/** Forgets keys of which the time that the policy gives is over. */
export async function forgetKeys({ database, policy, now }: Parts): Promise<void> {
  const expired = lt(idempotency.at, new Date(now().getTime() - policy.idempotencyDays * 86_400_000))
  for (;;) {
    const keys = await database.read((executor) =>
      executor
        .select({ hash: idempotency.keyHash })
        .from(idempotency)
        .where(expired)
        .orderBy(idempotency.at)
        .limit(batch),
    )
    if (keys.length === 0) return
    const hashes = keys.map(({ hash }) => hash)
    await database.write((executor) =>
      executor.delete(idempotency).where(and(inArray(idempotency.keyHash, hashes), expired)),
    )
  }
}
