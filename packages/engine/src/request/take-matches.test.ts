import { randomUUID } from 'node:crypto'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Queue } from '../queue/queue.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { lockRequests, Superseded } from './request-row.ts'
import { giveBackMatches, takeMatches } from './take-matches.ts'

let server: TestPostgres
let client: postgres.Sql
let database: Database
const ids = Array.from({ length: 6 }, () => randomUUID())
const asked: string[] = []
const queue: Queue = {
  look: async (_executor, _at, id) => void asked.push(id),
  lookAtNew: async () => {},
  lookTogether: async () => {},
  work: async () => {},
  running: () => false,
  stop: async () => {},
}

beforeAll(async () => {
  server = await startPostgres()
  client = postgres(server.url, { max: 1, onnotice: () => {} })
  database = await openDatabase({ url: server.url })
  for (const id of ids) {
    await client`insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
        subject_kinds, pseudonym, decisions, findings, attempts, rounds, version)
      values (${id}, 'erasure', 'locate', 'running', now(), now(), now(), 'test', '[]', '', '{}', '[]', 0, 0, 1)`
  }
})
afterAll(async () => {
  await database.close()
  await client.end()
  await server.stop()
})

/** All of these, or none: whether it got them. Tries again as a look does. */
async function take(id: string, wanted: readonly string[]): Promise<boolean> {
  try {
    return await database.write(async (executor) => {
      const others = await takeMatches(executor, { row: { id, right: 'erasure' }, wanted })
      await giveBackMatches(executor, [id], { queue }, others.length === 0 ? wanted : [])
      return others.length === 0
    })
  } catch (error) {
    if (error instanceof Superseded) return take(id, wanted)
    throw error
  }
}

const held = async (id: string): Promise<string[]> =>
  (await client`select match_id from rechtop.request_match where request_id = ${id} order by match_id`).map(
    (row) => String(row['match_id']),
  )

test('whoever wants whatever at the same moment, each gets all or none, some get all, and none stops another', async () => {
  const wishes = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 }), {
    minLength: ids.length,
    maxLength: ids.length,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(wishes, { minLength: 1, maxLength: 4 }), async (rounds) => {
      await client`delete from rechtop.request_match`
      for (const wanted of rounds) {
        const got = await Promise.all(ids.map((id, at) => take(id, wanted[at] ?? [])))
        for (const [at, id] of ids.entries()) {
          expect(await held(id)).toEqual(got[at] === true ? wanted[at] : [])
        }
        expect(got).toContain(true)
      }
      await database.write((executor) => giveBackMatches(executor, ids, { queue }))
      expect(await client`select 1 from rechtop.request_match`).toHaveLength(0)
    }),
    { numRuns: 40 },
  )
})

test('whoever waits behind a request is looked at when it gives back something, and nobody else is', async () => {
  const [first = '', second = '', third = ''] = ids
  await take(first, ['a', 'b'])
  await client`update rechtop.request set status = 'waiting', reason = 'another-request', next_attempt_at = now(),
    duplicate_of = ${first} where id = ${second}`
  await client`update rechtop.request set duplicate_of = ${first} where id = ${third}`
  asked.length = 0
  await take(first, ['a', 'b'])
  expect(asked).toEqual([])
  await take(first, ['a'])
  expect(asked).toEqual([second])
  expect(await take(second, ['b'])).toBe(true)
})

test('whoever closes a request does not keep another one from waiting behind it', async () => {
  const [closing = '', joining = ''] = ids.slice(3)
  await database.write(async (executor) => {
    await lockRequests(executor, [closing])
    await client.begin(async (tx) => {
      await tx`set local lock_timeout = '2s'`
      await tx`update rechtop.request set duplicate_of = ${closing} where id = ${joining}`
      // nobody else writes it meanwhile
      const locked =
        await tx`select id from rechtop.request where id = ${closing} for no key update skip locked`
      expect(locked).toEqual([])
    })
  })
  await client`update rechtop.request set duplicate_of = null`
})
