import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { chunkSizeOf, workersFor } from '../chunk/chunk-size.ts'
import { batches, type BatchRow } from '../store/batch-table.ts'
import { StoreError } from '../store/database.ts'
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

async function sameKey(
  { idempotencyKey, inputHash: given }: Key,
  input: EraseMany,
  parts: Parts,
): Promise<CreatedBatch | null> {
  const [row] = await parts.database.read((executor) =>
    executor.select().from(batches).where(eq(batches.idempotencyKey, idempotencyKey)),
  )
  if (row === undefined) return null
  if (row.inputHash !== given) return { ok: false, errors: [keyReused] }
  // whom a criterion named is not asked again: it would name others by now
  return { ok: true, row, errors: 'subjects' in input ? listedPeople(input.subjects, parts).errors : [] }
}

const keyHash = ({ idempotencyKey }: EraseMany, { seal }: Parts): string =>
  seal.hash('idempotency key of a batch', idempotencyKey)

function inputHash(input: EraseMany, { seal }: Parts): string {
  const named =
    'subjects' in input
      ? input.subjects.map(({ identifiers }) => pseudonymOf(identifiers, seal))
      : [input.criterion, input.first]
  const kind = 'subjects' in input ? 'subjects' : 'criterion'
  return seal.hash('input', JSON.stringify([kind, named, input.receivedAt, input.urgent === true]))
}
