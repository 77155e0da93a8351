import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExportItem } from '../index.ts'
import { mariadbBinary } from '../testing/mariadb.ts'
import { contextOf, openPglite, openPostgres, type TestDatabase } from './fixture/database.ts'
import { openMariadbServer } from './fixture/mariadb-database.ts'
import { mariadbShop } from './fixture/mariadb-tables.ts'
import { shop, type Shop } from './fixture/shop.ts'

const seed = `
  insert into shop.customers (id, number, email, phone, full_name, login, password_hash) values
    (1, 1001, ' Ada@Example.NL', '+31 6 1234 5678', 'Ada', 'ada', 'hash'),
    (2, 1002, 'ada@example.nl.evil.test', '0612345678', 'Eve', 'eve', 'hash');
  insert into shop.invoices (id, customer_id, number, issued_on, total, paid, sent_to, lines, created_at) values
    (9007199254740993, 1, 'F1', '2024-02-29', 12345678901234.5678, true, 'ada@example.nl', '[{"text":"Hat"}]',
      '2024-03-01 01:30:00+02'),
    (2, 2, 'F2', null, null, null, null, null, null);
  insert into shop.page_views (id, customer_id, viewed_at, url)
    select n, 1 + n % 2, '2024-01-01T00:00:00Z'::timestamptz + n * interval '1 day', '/' || n
    from generate_series(1, 20) as n;
`
const mariadbSeed = seed
  .replace('lines,', '`lines`,')
  .replace("'2024-03-01 01:30:00+02'", "'2024-02-29 23:30:00'")
  .replace(
    "'2024-01-01T00:00:00Z'::timestamptz + n * interval '1 day', '/' || n",
    "'2024-01-01' + interval seq day, concat('/', seq)",
  )
  .replace('select n, 1 + n % 2', 'select seq, 1 + seq % 2')
  .replace('generate_series(1, 20) as n', 'seq_1_to_20')
const ada = { match: 'customer', key: '1' }

const noMariadb = mariadbBinary() === null ? 'this machine has no MariaDB' : ''

describe.each([
  { name: 'PGlite', open: openPglite, shop, seed, unable: '' },
  { name: 'PostgreSQL', open: openPostgres, shop, seed, unable: '' },
  { name: 'MariaDB', open: openMariadbServer, shop: mariadbShop, seed: mariadbSeed, unable: noMariadb },
])('a connector on $name', ({ open, shop, seed, unable }) => {
  let database: TestDatabase
  beforeAll(async () => {
    if (unable === '') database = await open()
  })
  afterAll(() => database?.stop())
  beforeEach(({ skip }) => {
    skip(unable !== '', unable)
    return database.reset(seed)
  })

  const exported = async (): Promise<ExportItem<Shop>[]> => {
    const holdings = { customers: {}, names: {}, logins: {}, bills: {}, views: {} }
    return Array.fromAsync(shop.export([{ locator: ada, holdings }], contextOf(database)))
  }

  test('checks, finds, exports, counts and erases, and leaves the neighbour alone', async () => {
    const context = contextOf(database)
    expect((await shop.check(context)).filter(({ failure }) => failure !== null)).toEqual([])
    expect(await shop.find([[{ kind: 'email', value: 'ada@example.nl' }]], context)).toEqual([
      {
        status: 'found',
        referrals: [],
        matches: [
          {
            locator: ada,
            certainty: 'equal',
            by: [{ kind: 'email', value: 'ada@example.nl' }],
            learned: [
              { kind: 'email', value: 'ada@example.nl', of: 'person' },
              { kind: 'phone', value: '612345678', of: 'person' },
              { kind: 'customerNumber', value: '1001', of: 'person' },
              { kind: 'accountId', value: 'ada', of: 'person' },
            ],
          },
        ],
      },
    ])

    const items = await exported()
    expect(items.map(({ holding }) => holding)).toEqual([
      'customers',
      'names',
      'logins',
      'bills',
      ...Array(10).fill('views'),
    ])
    expect(items[3]).toEqual({
      of: 0,
      holding: 'bills',
      ref: '9007199254740993',
      cursor: '9007199254740993',
      data: {
        number: 'F1',
        issuedOn: '2024-02-29',
        total: '12345678901234.5678',
        paid: true,
        sentTo: 'ada@example.nl',
        lines: [{ text: 'Hat' }],
        createdAt: '2024-02-29T23:30:00Z',
        summary: 'F1 for ada@example.nl',
      },
    })
    expect(items[0]?.data).toEqual({ number: '1001', email: ' Ada@Example.NL', phone: '+31 6 1234 5678' })
    expect(items[1]?.data).toEqual({ fullName: 'Ada', aliases: null })
    expect(
      await shop.count?.([ada], [{ holding: 'views' }, { holding: 'views', before: '2024-01-05' }], context),
    ).toEqual([[10, 1]])

    const neighbour = await stateOf(database, 2)
    const all = (holding: 'names' | 'logins' | 'bills' | 'customers', ref: string) =>
      ({ key: holding, holding, action: 'erase', select: { refs: [ref] } }) as const
    const order = {
      locator: ada,
      lines: [
        all('customers', '1'),
        all('names', '1'),
        all('logins', '1'),
        all('bills', '9007199254740993'),
        { key: 'views', holding: 'views', action: 'erase', select: { all: true, ceiling: 10 } },
      ],
    } as const
    expect(await shop.erase([order], context)).toEqual([
      [1, 1, 1, 1, 10].map((count) => ({ status: 'done', count })),
    ])
    expect(await exported()).toEqual([])
    expect(await stateOf(database, 1)).toEqual([])
    expect(await stateOf(database, 2)).toEqual(neighbour)
    expect(await shop.erase([order], context)).toEqual([
      order.lines.map(() => ({ status: 'done', count: 0 })),
    ])
    expect(await stateOf(database, 2)).toEqual(neighbour)
  })

  test('a row that something else refers to fails its own line with a code, and no other', async () => {
    await database.behind(`insert into shop.disputes values (1, 2)`)
    const line = (ref: string) =>
      ({ key: ref, holding: 'bills', action: 'erase', select: { refs: [ref] } }) as const
    const eve = { match: 'customer', key: '2' }
    const outcomes = await shop.erase(
      [
        { locator: ada, lines: [line('9007199254740993')] },
        {
          locator: eve,
          lines: [
            line('2'),
            { key: 'name', holding: 'names', action: 'erase', select: { refs: ['2'] } },
            { key: 'row', holding: 'customers', action: 'erase', select: { refs: ['2'] } },
          ],
        },
      ],
      contextOf(database),
    )
    expect(outcomes).toEqual([
      [{ status: 'done', count: 1 }],
      [
        {
          status: 'failed',
          failure: { code: 'blocked', by: 'a row in another table refers to it' },
          done: 0,
        },
        { status: 'done', count: 1 },
        { status: 'failed', failure: { code: 'blocked', by: 'bills' }, done: 0 },
      ],
    ])
    expect(await database.behind(`select number from shop.invoices`)).toEqual([{ number: 'F2' }])
    expect(await database.behind(`select full_name from shop.customers order by id`)).toEqual([
      { full_name: 'Ada' },
      { full_name: null },
    ])
  })

  test('says which permission or table is missing', async () => {
    await database.behind(`alter table shop.invoices rename column sent_to to mailed_to`)
    expect(await shop.check(contextOf(database))).toMatchObject([
      { failure: { code: 'config', key: 'database' }, at: 'shop.invoices.sent_to' },
    ])
    await database.script(`drop table shop.disputes; drop table shop.invoices;`)
    expect(await shop.check(contextOf(database))).toMatchObject([
      { failure: { code: 'config', key: 'database' }, at: 'shop.invoices' },
    ])
  })
})

async function stateOf(database: TestDatabase, customer: number): Promise<unknown[]> {
  const rows = await Promise.all([
    database.behind(`select * from shop.customers where id = ${customer}`),
    database.behind(`select id, number from shop.invoices where customer_id = ${customer} order by id`),
    database.behind(`select id, url from shop.page_views where customer_id = ${customer} order by id`),
  ])
  return rows.flat()
}
