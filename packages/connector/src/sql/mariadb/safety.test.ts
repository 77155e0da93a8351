import { sql } from 'drizzle-orm'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mariadbBinary } from '../../testing/mariadb.ts'
import { openClient } from '../client.ts'
import { SqlConfig } from '../config.ts'
import { contextOf, type TestDatabase } from '../fixture/database.ts'
import { openMariadbServer } from '../fixture/mariadb-database.ts'
import { mariadbShop } from '../fixture/mariadb-tables.ts'
import { customer, done, records, views } from '../fixture/orders.ts'

let database: TestDatabase
let url: string
beforeAll(async () => {
  if (mariadbBinary() === null) return
  database = await openMariadbServer()
  url = String(database.config.database)
})
afterAll(() => database?.stop())
beforeEach(async ({ skip }) => {
  skip(mariadbBinary() === null, 'this machine has no MariaDB')
  await database.reset(`
    insert into shop.customers (id, number, email, full_name, login)
      select seq, 1000 + seq, concat('c', seq, '@example.nl'), concat('Name ', seq), concat('login', seq) from seq_1_to_100;
    insert into shop.invoices (id, customer_id, number, sent_to) select seq, 1 + seq % 100, concat('F', seq), 'x' from seq_1_to_500;
    insert into shop.page_views (id, customer_id, viewed_at) select seq, 1 + seq % 100, '2024-01-01' from seq_1_to_1000;`)
})

/** The same call over a pool of its own, with another configuration. */
async function over<T>(
  changed: Record<string, unknown>,
  work: (context: ReturnType<typeof contextOf>) => Promise<T>,
): Promise<T> {
  const config = SqlConfig.parse({ database: url, ...changed })
  const client = openClient(config)
  try {
    return await work({ ...contextOf(database), config, client })
  } finally {
    await client.close()
  }
}
const named = (value: string) => [[{ kind: 'customerNumber', value } as const]]

test('no setting of the server lets a value out of its quotes', async () => {
  await database.behind(`set global sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'`)
  const text = `' union select concat(version(), 0x3c21), 1, 1, 1 -- `
  try {
    await over({}, async (context) => {
      const found = await mariadbShop.find([[{ kind: 'email', value: `a${text}@b.nl` }]], context)
      expect(found).toMatchObject([{ status: 'absent' }])
      const rows = await context.client.database.execute(sql`select ${text} as text, @@sql_mode as mode`)
      expect(rows).toMatchObject([{ text, mode: expect.stringContaining('STRICT_TRANS_TABLES') }])
    })
  } finally {
    await database.behind(`set global sql_mode = 'STRICT_TRANS_TABLES'`)
  }
})

test('the query of the address overrules nothing', async () => {
  await over({ database: `${url}?multipleStatements=true&dateStrings=false` }, async ({ client }) => {
    await expect((async () => client.database.execute(sql`select 1; select 2`))()).rejects.toMatchObject({
      failure: { code: 'permanent' },
    })
  })
})

/** Runs the work while somebody else holds a row that it wants. */
async function whileLocked(row: string, work: () => Promise<void>): Promise<void> {
  const other = await createConnection(url)
  await other.beginTransaction()
  await other.query(`select * from ${row} for update`)
  try {
    await work()
  } finally {
    await other.rollback()
    other.destroy()
  }
}

test('a line that waits too long for a lock is told to try again, and nothing else of it is done', async () => {
  await whileLocked('shop.page_views where customer_id = 1', () =>
    over({ statementTimeoutMs: 1000 }, async (context) => {
      const order = customer(1, records('names', '1'), views(99))
      expect(await mariadbShop.erase([order], context)).toEqual([
        [done(1), { status: 'failed', failure: { code: 'transient' }, done: 0 }],
      ])
    }),
  )
  expect(await database.behind(`select full_name from shop.customers where id = 1`)).toEqual([
    { full_name: null },
  ])
  expect(await database.behind(`select id from shop.page_views where customer_id = 1`)).toHaveLength(10)
})

test('a deadlock is tried again', async () => {
  const other = await createConnection(url)
  try {
    await other.query('set session transaction isolation level read committed')
    await other.beginTransaction()
    // the server gives up the transaction that has changed less
    await other.query(`update shop.invoices set sent_to = 'y' where customer_id > 50`)
    await other.query(`select * from shop.page_views where customer_id = 1 for update`)
    const order = customer(1, records('bills', '100'), views(99))
    const erasing = mariadbShop.erase([order], contextOf(database))
    const waiting = (): Promise<unknown[]> =>
      database.behind(`select * from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`)
    // what the server tells of transactions it looks up ten times a second at most
    await expect.poll(waiting, { interval: 300, timeout: 6000 }).toHaveLength(1)
    await other.query(`update shop.invoices set sent_to = 'y' where customer_id = 1`)
    await other.commit()
    expect(await erasing).toEqual([[done(1), done(10)]])
    const [status] = await database.behind(`show global status like 'Innodb_deadlocks'`)
    expect(status?.['Value']).toBe('1')
  } finally {
    other.destroy()
  }
})

test('where the whole transaction is lost, nothing of the order is told to be done', async () => {
  await database.script(`create trigger shop.conflict before delete on shop.invoices for each row
    signal sqlstate '40001' set mysql_errno = 1213, message_text = 'canary';`)
  const outcomes = await mariadbShop.erase(
    [customer(1, records('names', '1'), records('bills', '100')), customer(2, records('names', '2'))],
    contextOf(database),
  )
  const failed = { status: 'failed', failure: { code: 'transient' }, done: 0 }
  expect(outcomes).toEqual([[failed, failed], [done(1)]])
  expect(await database.behind(`select id from shop.customers where full_name is null`)).toEqual([{ id: 2 }])
})

test('a savepoint that is gone is told as what took it away', async () => {
  await database.script(`create trigger shop.conflict before delete on shop.invoices for each row
    signal sqlstate '40001' set mysql_errno = 1213;`)
  const { database: executor } = database.client
  const losing = executor.transaction(async (outer) => {
    await outer.execute(sql`savepoint elsewhere`)
    await outer.transaction(async (inner) => {
      await inner.execute(sql`delete from shop.invoices where id = 1`)
    })
  })
  await expect(losing).rejects.toMatchObject({ isConflict: true, endsTransaction: true })
})

test('no text of an error repeats what was asked', async () => {
  await database.script(`create trigger shop.loud before update on shop.customers for each row
    signal sqlstate '45000' set message_text = 'canary';`)
  const outcomes = await mariadbShop.erase([customer(1, records('names', '1'))], contextOf(database))
  expect(outcomes).toMatchObject([[{ status: 'failed', failure: { code: 'permanent' } }]])
  const thrown: unknown = await mariadbShop
    .count?.([{ match: 'customer', key: '1' }], [{ holding: 'views', before: 'canary' }], contextOf(database))
    .catch((error: unknown) => error)
  const texts =
    thrown instanceof Error ? `${thrown.message} ${thrown.stack} ${String(thrown.cause)}` : 'canary'
  expect(`${texts} ${JSON.stringify(outcomes)}`).not.toContain('canary')
})

test('a server that is away or has no such database fails the call as a whole', async () => {
  await over({ database: 'mysql://nobody@127.0.0.1:1/none' }, async (context) => {
    await expect(mariadbShop.find(named('1001'), context)).rejects.toMatchObject({
      failure: { code: 'transient' },
    })
    expect(await mariadbShop.check(context)).toMatchObject([{ failure: { code: 'transient' } }])
  })
  await over({ database: url.replace(/rechtop$/, 'elsewhere') }, async (context) => {
    expect(await mariadbShop.check(context)).toMatchObject([{ failure: { code: 'config', key: 'database' } }])
  })
})

test('an address of another kind of database is refused', async () => {
  const config = SqlConfig.parse({ database: 'postgres://localhost/shop' })
  const client = await mariadbShop.open(config)
  const context = { ...contextOf(database), config, client }
  const failure = { code: 'config', key: 'database' }
  expect(await mariadbShop.check(context)).toEqual([
    { failure, at: '', mend: expect.stringContaining('The tables are declared for MariaDB') },
  ])
  await expect(mariadbShop.find(named('1001'), context)).rejects.toMatchObject({ failure })
  await mariadbShop.close(client)
})

test.each([1, 100])('statements are as many for %i subjects', async (subjects) => {
  const locators = Array.from({ length: subjects }, (_, index) => ({
    match: 'customer',
    key: String(index + 1),
  }))
  const context = contextOf(database)
  const counted = async (work: () => Promise<unknown>): Promise<number> => {
    database.statements.length = 0
    await work()
    return database.statements.length
  }
  const asked = locators.map(({ key }) => [{ kind: 'email', value: `c${key}@example.nl` } as const])
  expect(await counted(() => mariadbShop.find(asked, context))).toBe(2)
  const holdings = { views: { first: 5 }, bills: { first: 5 } }
  const orders = locators.map((locator) => ({ locator, holdings }))
  expect(await counted(() => Array.fromAsync(mariadbShop.export(orders, context)))).toBe(2)
  expect(
    await counted(async () =>
      mariadbShop.count?.(locators, [{ holding: 'views' }, { holding: 'bills' }], context),
    ),
  ).toBe(1)
  const erasing = locators.map(({ key }) =>
    customer(Number(key), views(10), records('bills', String(Number(key) + 99)), records('names', key)),
  )
  // two for each of three holdings, one for the cascades
  expect(await counted(() => mariadbShop.erase(erasing, context))).toBe(7)
})
