import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openClient } from './client.ts'
import { SqlConfig } from './config.ts'
import { contextOf, openPostgres, type TestDatabase } from './fixture/database.ts'
import { shop } from './fixture/shop.ts'

let database: TestDatabase
let url: string
beforeAll(async () => {
  database = await openPostgres()
  url = String(database.config.database)
})
afterAll(() => database.stop())
beforeEach(() =>
  database.reset(`insert into shop.customers (id, number, full_name, login) values (1, 1, 'Ada', 'ada');`),
)

const order = {
  locator: { match: 'customer', key: '1' },
  lines: [{ key: 'n', holding: 'names', action: 'erase', select: { refs: ['1'] } }],
} as const
const done = [[{ status: 'done', count: 1 }]]

/** Runs the work while somebody else holds the row. */
async function whileLocked(work: (isWaiting: () => Promise<boolean>) => Promise<void>): Promise<void> {
  const other = postgres(url, { max: 1, onnotice: () => {} })
  await other.begin(async (locking) => {
    await locking`select from shop.customers for update`
    await work(async () => {
      const waiting = await database.behind(`select from pg_locks where not granted`)
      return waiting.length > 0
    })
  })
  await other.end()
}

test('a call that is ended while it waits for a lock ends, and leaves nothing half done', async () => {
  const ending = new AbortController()
  const reason = new Error('ended')
  await whileLocked(async (isWaiting) => {
    const calling = shop.erase([order], contextOf(database, ending.signal)).catch((thrown: unknown) => thrown)
    await expect.poll(isWaiting, { timeout: 30_000 }).toBe(true)
    ending.abort(reason)
    expect(await calling).toBe(reason)
  })
  expect(await shop.erase([order], contextOf(database))).toEqual(done)
})

test('a statement that takes too long fails its line as something to try again', async () => {
  const config = SqlConfig.parse({ database: url, statementTimeoutMs: 200 })
  const client = openClient(config)
  await whileLocked(async () => {
    const outcomes = await shop.erase([order], { ...contextOf(database), config, client })
    expect(outcomes).toEqual([[{ status: 'failed', failure: { code: 'transient' }, done: 0 }]])
  })
  await client.close()
  expect(await shop.erase([order], contextOf(database))).toEqual(done)
})

test('a role that may not do it all is told so before anything runs', async () => {
  await database.behind(`drop role if exists reader; create role reader login;`)
  const config = SqlConfig.parse({ database: url.replace('postgres@', 'reader@') })
  const client = openClient(config)
  const context = { ...contextOf(database), config, client }
  const missing = { code: 'auth', missing: 'select, insert, update and delete on the declared tables' }
  expect(await shop.check(context)).toMatchObject([{ failure: missing }])
  await database.behind(
    `grant usage on schema shop to reader; grant select on all tables in schema shop to reader`,
  )
  expect(await shop.check(context)).toContainEqual({
    failure: missing,
    at: 'shop.invoices',
    mend: 'Grant delete on shop.invoices to the role that signs in.',
  })
  expect(await shop.erase([order], context)).toEqual([
    [{ status: 'failed', failure: { code: 'auth' }, done: 0 }],
  ])
  await database.behind(`grant update, delete on all tables in schema shop to reader`)
  expect((await shop.check(context)).filter(({ failure }) => failure !== null)).toEqual([])
  await client.close()
})

test('a server that is away is something to try again, for the whole call', async () => {
  const config = SqlConfig.parse({ database: 'postgres://nobody@127.0.0.1:1/none' })
  const client = openClient(config)
  const context = { ...contextOf(database), config, client }
  const transient = { failure: { code: 'transient' } }
  expect(await shop.check(context)).toMatchObject([{ failure: transient.failure }])
  await expect(shop.find([[{ kind: 'email', value: 'a@b.nl' }]], context)).rejects.toMatchObject(transient)
  await expect(shop.erase([order], context)).rejects.toMatchObject(transient)
  await client.close()
  const wrong = SqlConfig.parse({ database: url.replace(/postgres$/, 'elsewhere') })
  const elsewhere = openClient(wrong)
  expect(await shop.check({ ...context, config: wrong, client: elsewhere })).toMatchObject([
    { failure: { code: 'config', key: 'database' } },
  ])
  await elsewhere.close()
})
