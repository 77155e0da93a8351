import { randomUUID } from 'node:crypto'
import { and, eq, inArray, lt, ne, not, sql, type SQL } from 'drizzle-orm'
import { chunkSizeOf, workersFor } from '../chunk/chunk-size.ts'
import { batches, type BatchRow } from '../store/batch-table.ts'
import { StoreError, type Executor } from '../store/database.ts'
import { insertMany } from '../store/many.ts'
import { requests } from '../store/table.ts'
import { newRow, pseudonymOf, receiptProblems } from './create-request.ts'
import { keyReused } from './idempotency.ts'
import { listedPeople, namePeople } from './name-people.ts'
import type { Parts } from './parts.ts'
import type { EraseMany } from './batch.ts'
import type { RequestError } from './request.ts'

export type CreatedBatch =
  | { readonly ok: true; readonly row: BatchRow; readonly errors: readonly RequestError[] }
  | { readonly ok: false; readonly errors: readonly RequestError[] }

/** Takes in a request per person, with their looks, in one transaction and some statements per thousand people. */
export async function createBatch(input: EraseMany, parts: Parts): Promise<CreatedBatch> {
  const { database, queue, now } = parts
  const problems = receiptProblems(input, parts)
  if (problems.length > 0) return { ok: false, errors: problems }
  const key = { idempotencyKey: keyHash(input, parts), inputHash: inputHash(input, parts) }
  const earlier = await sameKey(key, input, parts)
  if (earlier !== null) return earlier
  const { people, errors } = await namePeople(input, parts)
  if (people.length === 0 && errors.length > 0) return { ok: false, errors }
  const row: BatchRow = {
    id: randomUUID(),
    ...key,
    actor: input.actor,
    criterion: 'criterion' in input ? input.criterion : null,
    total: people.length,
    createdAt: now(),
  }
  const { actor, receivedAt, urgent = false } = input
  const common = { actor, urgent, ...(receivedAt !== undefined && { receivedAt }) }
  const rows = people.map((identifiers) => newRow('erasure', { ...common, identifiers }, parts, row.id))
  try {
    await database.write(async (executor) => {
      await releaseKeys(executor, and(eq(batches.idempotencyKey, key.idempotencyKey), isOver(parts)))
      await executor.insert(batches).values(row)
      await insertMany(executor, requests, rows)
      const priority = rows[0]?.priority ?? 0
      const ids = rows.map(({ id }) => id)
      const size = chunkSizeOf(parts)
      if (size === null) await queue.lookAtNew(executor, 'request', ids, priority)
      else if (ids.length > 0)
        await queue.lookTogether(executor, row.id, workersFor(ids.length, size), priority)
    })
  } catch (error) {
    // two at once under one key: the other one won
    const isTaken = error instanceof StoreError && error.code === '23505'
    const winner = isTaken ? await sameKey(key, input, parts) : null
    if (winner === null) throw error
    return winner
  }
  return { ok: true, row, errors }
}

type Key = Pick<BatchRow, 'idempotencyKey' | 'inputHash'>

async function sameKey(key: Key, input: EraseMany, parts: Parts): Promise<CreatedBatch | null> {
  // a batch of before keys were each actor's own
  const before = parts.seal.hash(purpose, input.idempotencyKey)
  const known = await parts.database.read((executor) =>
    executor
      .select()
      .from(batches)
      .where(
        and(
          inArray(batches.idempotencyKey, [key.idempotencyKey, before]),
          eq(batches.actor, input.actor),
          not(isOver(parts)),
        ),
      ),
  )
  const [row] = known
  if (row === undefined) return null
  if (row.inputHash !== key.inputHash) return { ok: false, errors: [keyReused] }
  // whom a criterion named is not asked again: it would name others by now
  return { ok: true, row, errors: 'subjects' in input ? listedPeople(input.subjects, parts).errors : [] }
}

const purpose = 'idempotency key of a batch'

/** A key is one's own: somebody else may have the same. */
const keyHash = ({ actor, idempotencyKey }: EraseMany, { seal }: Parts): string =>
  seal.hash(purpose, JSON.stringify([actor, idempotencyKey]))

/** Batches whose keys the policy remembers no more. */
function isOver({ policy, now }: Pick<Parts, 'policy' | 'now'>): SQL {
  return lt(batches.createdAt, new Date(now().getTime() - policy.idempotencyDays * 86_400_000))
}

/** Forgets the keys of batches of which the time that the policy gives is over. Batches themselves stay. */
export async function forgetBatchKeys(parts: Pick<Parts, 'database' | 'policy' | 'now'>): Promise<void> {
  await parts.database.write((executor) => releaseKeys(executor, isOver(parts)))
}

async function releaseKeys(executor: Executor, which: SQL | undefined): Promise<void> {
  const own = sql`${batches.id}::text`
  await executor
    .update(batches)
    .set({ idempotencyKey: own })
    .where(and(which, ne(batches.idempotencyKey, own)))
}

function inputHash(input: EraseMany, { seal }: Parts): string {
  const named =
    'subjects' in input
      ? input.subjects.map(({ identifiers }) => pseudonymOf(identifiers, seal))
      : [input.criterion, input.first]
  const kind = 'subjects' in input ? 'subjects' : 'criterion'
  return seal.hash('input', JSON.stringify([kind, named, input.receivedAt, input.urgent === true]))
}
