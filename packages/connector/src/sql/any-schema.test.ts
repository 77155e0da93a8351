import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ErasureLine, Ordered } from '../index.ts'
import { mariadbBinary } from '../testing/mariadb.ts'
import { depot, depotDeclaration, depotDeclarationOn } from './fixture/depot.ts'
import { badges, depotSql } from './fixture/depot-tables.ts'
import { contextOf, openPglite, openPostgres, type TestDatabase } from './fixture/database.ts'
import { openMariadbServer } from './fixture/mariadb-database.ts'
import { mariadbBadges, mariadbDepot, mariadbDepotSql, mariadbDepotTables } from './fixture/mariadb-depot.ts'
import { defineSqlConnector } from './index.ts'

type Holdings = typeof depot.holdings
type Line = ErasureLine<Holdings>
type Order = Ordered<Line, { match: string; key: string }>

const first = '00000000-0000-4000-8000-000000000001'
const bobs = '00000000-0000-4000-8000-000000000002'
const ada = { match: 'member', key: '1' }
const erasing = (holding: Exclude<keyof Holdings, 'visits'>, ...refs: string[]): Line => ({
  key: `${holding} ${refs.join()}`,
  holding,
  action: 'erase',
  select: { refs },
})

const unable = mariadbBinary() === null ? 'this machine has no MariaDB' : ''
const onPostgres = { depot, declaration: depotDeclaration, script: depotSql, badges, unable: '' }
const onMariadb = {
  depot: mariadbDepot,
  declaration: (changed: Parameters<typeof depotDeclaration>[0]) =>
    depotDeclarationOn(mariadbDepotTables, changed),
  script: mariadbDepotSql,
  badges: mariadbBadges,
  unable,
}

describe.each([
  { name: 'PGlite', open: openPglite, ...onPostgres },
  { name: 'PostgreSQL', open: openPostgres, ...onPostgres },
  { name: 'MariaDB', open: openMariadbServer, ...onMariadb },
])('a schema of any kind on $name', ({ name, open, depot, declaration, script, badges, unable }) => {
  let database: TestDatabase
  beforeAll(async () => {
    if (unable === '') database = await open()
  })
  afterAll(() => database?.stop())
  beforeEach(async ({ skip }) => {
    skip(unable !== '', unable)
    await database.script(script)
  })
  const context = () => contextOf(database)
  const erase = async (...lines: Line[]) => (await depot.erase([{ locator: ada, lines }], context()))[0]
  const exported = async (connector: Pick<typeof depot, 'export' | 'holdings'> = depot) => {
    const holdings = Object.fromEntries(Object.keys(connector.holdings).map((name) => [name, {}]))
    const items = await Array.fromAsync(connector.export([{ locator: ada, holdings }], context()))
    return items.map(({ holding, ref, data, shared }) => [holding, ref, data, ...(shared ? ['shared'] : [])])
  }

  test('an address in another table finds, and all addresses are learned', async () => {
    const people = ['ada@example.nl', 'countess@example.nl', 'gone@example.nl', 'nobody@example.nl']
    const found = await depot.find(
      people.map((value) => [{ kind: 'email', value }]),
      context(),
    )
    const learned = [
      { kind: 'email', value: 'ada@example.nl', of: 'person' },
      { kind: 'email', value: 'countess@example.nl', of: 'person' },
      { kind: 'accountId', value: 'ada', of: 'person' },
    ]
    const match = (value: string) => ({ locator: ada, certainty: 'equal', by: [{ kind: 'email', value }] })
    expect(found).toMatchObject([
      { status: 'found', matches: [match('ada@example.nl')] },
      { status: 'found', matches: [match('countess@example.nl')] },
      // marked as deleted, and still held
      { status: 'found', matches: [{ locator: { match: 'member', key: '3' } }] },
      { status: 'absent' },
    ])
    for (const one of found.slice(0, 2)) {
      const told = one.status === 'found' ? one.matches[0]?.learned : []
      expect(told?.toSorted((a, b) => (a.value < b.value ? -1 : 1))).toEqual(
        learned.toSorted((a, b) => (a.value < b.value ? -1 : 1)),
      )
    }
  })

  test('keys of several columns, paths through tables, JSON, lists and partitions are read', async () => {
    expect(await exported()).toEqual([
      ['members', '1', { handle: 'ada', contactEmail: 'ada@example.nl' }],
      ['preferences', '1', { birthday: '1815-12-10', tags: ['poet', 'countess'] }],
      ['network', '1', { lastIp: '10.0.0.1' }],
      ['emails', '["1","Ada@example.nl"]', { email: 'Ada@example.nl' }],
      ['emails', '["1","countess@example.nl"]', { email: 'countess@example.nl' }],
      ['orderLines', `["${first}","1"]`, { engraving: 'for Ada', price: '10.00' }],
      ['orderLines', `["${first}","2"]`, { engraving: 'for Annabella', price: '20.00' }],
      ['orderLines', `["${first.replace(/1$/, '3')}","1"]`, { engraving: 'for Byron', price: '40.00' }],
      ['orders', first, { placedOn: '2024-05-01' }],
      ['orders', first.replace(/1$/, '3'), { placedOn: '2024-06-01' }],
      ['sent', '1', { body: 'Dear Bob' }, 'shared'],
      ['sent', '3', { body: 'To do' }],
      ['received', '2', { recipientName: 'Ada' }, 'shared'],
      ['received', '3', { recipientName: 'Ada' }, 'shared'],
      ['visits', '["1","2024-03-01T00:00:00Z"]', { seenAt: '2024-03-01T00:00:00Z', url: '/a' }],
      ['visits', '["2","2025-03-01T00:00:00Z"]', { seenAt: '2025-03-01T00:00:00Z', url: '/b' }],
      ['ledger', '1', { note: 'opened' }],
    ])
  })

  test('a page goes on where the last one ended, by all columns of the key', async () => {
    const page = (after?: string) =>
      depot.export(
        [{ locator: ada, holdings: { orderLines: { first: 2, ...(after && { after }) } } }],
        context(),
      )
    const [one, two] = await Array.fromAsync(page())
    const rest = await Array.fromAsync(page(two?.cursor))
    expect([one, two, ...rest].map((item) => item?.data)).toMatchObject([
      { engraving: 'for Ada' },
      { engraving: 'for Annabella' },
      { engraving: 'for Byron' },
    ])
  })

  test('rows that somebody else owns through another table are stale', async () => {
    const outcomes = await erase(erasing('orderLines', `["${first}","1"]`, `["${bobs}","1"]`))
    expect(outcomes).toEqual([{ status: 'stale', refs: [`["${bobs}","1"]`] }])
    expect(await database.behind('select line from depot.order_lines')).toHaveLength(4)
  })

  test('rows go before those that lead to them, and the match goes last', async () => {
    expect(depot.holdings.orders.after).toEqual(['orderLines'])
    expect(depot.holdings.members.after).toEqual(
      expect.arrayContaining([
        'preferences',
        'network',
        'emails',
        'orderLines',
        'orders',
        'sent',
        'received',
      ]),
    )
    const third = first.replace(/1$/, '3')
    const outcomes = await erase(
      erasing('orders', first, third),
      erasing('orderLines', `["${first}","1"]`, `["${first}","2"]`, `["${third}","1"]`),
      erasing('emails', '["1","Ada@example.nl"]'),
    )
    expect(outcomes).toEqual([
      { status: 'done', count: 2 },
      { status: 'done', count: 3 },
      { status: 'done', count: 1 },
    ])
    expect(
      await database.behind('select cast(member_id as char(1)) as member_id from depot.orders'),
    ).toMatchObject([{ member_id: '2' }])
    expect(await database.behind('select email from depot.member_emails where member_id = 1')).toEqual([
      { email: 'countess@example.nl' },
    ])
  })

  test('a row that names somebody else is never deleted, and only its own part is emptied', async () => {
    expect(await erase(erasing('sent', '1', '3'))).toEqual([{ status: 'stale', refs: ['1'] }])
    expect(
      await erase(erasing('sent', '3'), {
        key: 'reduce',
        holding: 'sent',
        action: 'reduce',
        fields: ['body'],
        select: { refs: ['1'] },
      }),
    ).toEqual([
      { status: 'done', count: 1 },
      { status: 'done', count: 1 },
    ])
    expect(await database.behind('select id, body, recipient_name from depot.messages order by id')).toEqual([
      { id: 1, body: null, recipient_name: 'Bob' },
      { id: 2, body: 'Dear Ada', recipient_name: 'Ada' },
    ])
  })

  test('emptying keeps what must be unique, not null or look like an address; a JSON document loses only its path', async () => {
    const reduce = (holding: 'members' | 'preferences', ...fields: string[]) => ({
      key: holding,
      holding,
      action: 'reduce',
      fields,
      select: { refs: ['1'] },
    })
    // one text at a time, because the fields of the two differ
    await depot.erase(
      [
        { locator: ada, lines: [reduce('members', 'handle', 'contactEmail') as Line] },
        { locator: ada, lines: [reduce('preferences', 'birthday', 'tags') as Line] },
      ],
      context(),
    )
    await depot.erase(
      [
        {
          locator: { match: 'member', key: '2' },
          lines: [{ ...reduce('members', 'handle', 'contactEmail'), select: { refs: ['2'] } } as Line],
        },
      ],
      context(),
    )
    const rows = await database.behind('select * from depot.members order by id')
    const document = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)
    expect(document(rows[0]?.['settings'])).toEqual({ theme: 'dark', birthday: {} })
    expect(document(rows[0]?.['tags'])).toEqual([])
    expect(rows[0]?.['handle']).toMatch(/^erased-[0-9a-f]{17}$/)
    expect(rows[0]?.['contact_email']).toMatch(/^erased-[0-9a-f-]{36}@erased\.invalid$/)
    expect(document(rows[1]?.['settings'])).toEqual({ theme: 'light', birthday: { day: '1816-01-01' } })
    expect(new Set(rows.map((row) => row['handle'])).size).toBe(3)
    expect(await exported()).not.toContainEqual(expect.arrayContaining(['preferences']))
    // an erased address is not learned again
    expect(
      await depot.find([[{ kind: 'accountId', value: String(rows[0]?.['handle']) }]], context()),
    ).toMatchObject([{ status: 'found', matches: [{ learned: [{ kind: 'email' }, { kind: 'email' }] }] }])
  })

  test('a set in partitions is counted and cut by its date', async () => {
    expect(await depot.count?.([ada], [{ holding: 'visits', before: '2025-01-01' }], context())).toEqual([
      [1],
    ])
    const select = { all: true, before: '2025-01-01', ceiling: 1 } as const
    expect(await erase({ key: 'v', holding: 'visits', action: 'erase', select })).toEqual([
      { status: 'done', count: 1 },
    ])
    expect(await database.behind('select url from depot.visits order by id')).toEqual([
      { url: '/b' },
      { url: '/c' },
    ])
  })

  test('what only grows says so, and is not touched', async () => {
    expect(await erase(erasing('ledger', '1'))).toEqual([
      { status: 'unsupported', why: 'The ledger only grows.' },
    ])
    expect(await database.behind('select note from depot.ledger_entries')).toHaveLength(2)
  })

  test('a row with which the database would take others along stays until they are gone, or may go along', async () => {
    await database.behind('delete from depot.messages')
    await database.behind('delete from depot.member_emails')
    const member = [{ locator: ada, lines: [erasing('members', '1')] }]
    // a kept order would have been lost here
    expect(await depot.erase(member, context())).toMatchObject([
      [{ status: 'failed', failure: { code: 'blocked' }, done: 0 }],
    ])
    expect(await database.behind('select id from depot.members')).toHaveLength(3)
    await database.behind('delete from depot.order_lines')
    await database.behind('delete from depot.orders where member_id = 1')
    await database.behind(`insert into depot.badges values (1, 1, 'early bird')`)
    await database.behind(`insert into depot.applause values (1, 'bob')`)
    expect(await depot.erase(member, context())).toMatchObject([
      [{ status: 'failed', failure: { code: 'blocked' } }],
    ])
    const knowing = defineSqlConnector(
      declaration({
        goesAlong: [{ column: badges.memberId, reason: 'A badge is nothing without its member.' }],
      }),
    )
    // what goes along would take somebody's applause with it
    expect(await knowing.erase(member, context())).toMatchObject([[{ failure: { code: 'blocked' } }]])
    const told = (await knowing.check(context())).map(({ mend }) => mend).join()
    expect(told).toMatch(/rows of depot\.applause\. .* name depot\.applause\.badge_id in "goesAlong"/)
    await database.behind('delete from depot.applause')
    expect(await knowing.erase(member, context())).toEqual([[{ status: 'done', count: 1 }]])
    expect(await database.behind('select * from depot.badges')).toEqual([])
  })

  test('check says what a person should mend', async () => {
    const problems = await depot.check(context())
    expect(problems.map(({ failure }) => failure)).toEqual(problems.map(() => null))
    const told = problems.map(({ at, mend }) => `${at}: ${mend}`).join('\n')
    expect(told).toMatch(/depot\.members: When a row goes, .* rows of depot\.badges\. Declare a holding/)
    expect(told).toMatch(/depot\.ledger_entries: Its trigger append_only runs/)
    expect(told).toMatch(/depot\.visits\.member_id: No index begins with it/)
    expect(told).not.toMatch(/orders\.member_id|order_lines/)
    // InnoDB makes an index with each reference, and has none on an expression
    if (name === 'MariaDB')
      expect(told).toMatch(/member_emails\.email: MariaDB has no index on a normal form/)
    else {
      expect(told).toMatch(/depot\.badges\.member_id: No index serves this reference/)
      expect(told).not.toMatch(/member_emails/)
    }
    await database.script(
      'drop table depot.ledger_entries; create view depot.ledger_entries as select 1 as id, 1 as member_id, null as note;',
    )
    expect(await depot.check(context())).toContainEqual({
      failure: { code: 'config', key: 'database' },
      at: 'depot.ledger_entries',
      mend: 'This is a view. Declare the tables under it: nothing can be erased through a view.',
    })
  })

  test('statements are as many for one as for all', async () => {
    if (database.statements.length === 0) return
    const orders: Order[] = ['1', '2', '3'].map((key) => ({
      locator: { match: 'member', key },
      lines: [{ key, holding: 'visits', action: 'erase', select: { all: true, ceiling: 10 } }],
    }))
    const counted: number[] = []
    for (const some of [orders.slice(0, 1), orders]) {
      database.statements.length = 0
      await depot.erase(some, context())
      counted.push(database.statements.length)
    }
    expect(counted[0]).toBe(counted[1])
  })
})
