import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Correction, Outcome } from '../index.ts'
import { contextOf, openPglite, openPostgres, type TestDatabase } from './fixture/database.ts'
import { done, guild, member } from './fixture/guild.ts'
import { guildSql } from './fixture/guild-tables.ts'
import type { SqlLocator } from './index.ts'

type Fields = Readonly<Record<string, unknown>>
type Line = Correction<typeof guild.holdings>

const correct = (
  holding: 'members' | 'homes' | 'permits' | 'ledger' | 'visits',
  ref: string | number,
  fields: Fields,
): Line =>
  // as a correction comes out of a store: the compiler would refuse some of these
  JSON.parse(JSON.stringify({ key: 'k', holding, ref: String(ref), fields }))

describe.each([
  ['PGlite', openPglite],
  ['PostgreSQL', openPostgres],
])('rectify on %s', (_, open) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.stop())
  beforeEach(() => database.reset(guildSql))

  const rectify = async (...orders: (readonly [SqlLocator, ...Line[]])[]): Promise<readonly Outcome[][]> => {
    const asked = orders.map(([locator, ...lines]) => ({ locator, lines }))
    const outcomes = (await guild.rectify?.(asked, contextOf(database))) ?? []
    return outcomes.map((each) => [...each])
  }
  const row = async (id: number): Promise<Record<string, unknown>> => {
    const [found] = await database.behind(`select to_jsonb(m) as row from guild.members m where id = ${id}`)
    return Object(found?.['row'])
  }
  const exported = async (holding: 'members' | 'homes'): Promise<unknown> => {
    const orders = [{ locator: member(1), holdings: { [holding]: {} } }]
    const [item] = await Array.fromAsync(guild.export(orders, contextOf(database)))
    return item?.data
  }

  const all = {
    name: "O'Neill; \u{1F600}",
    nickname: 'jo',
    email: 'new@example.nl',
    rank: 'master',
    address: '10.0.0.1',
    tags: ['a', 'b,"c'],
    dues: '12345678901234.5678',
    points: '9007199254740993',
    born: '2000-02-29',
    seenAt: '2024-02-29T23:30:00Z',
    settings: { theme: 'light' },
  }

  test('what is exported can be written back, in every type, and again without a change', async () => {
    expect(await rectify([member(1), correct('members', 1, all)])).toEqual([[done(1)]])
    expect(await exported('members')).toMatchObject(all)
    const before = await database.behind(`select xmin::text, m.* from guild.members m where id = 1`)
    expect(await rectify([member(1), correct('members', 1, all)])).toEqual([[done(1)]])
    expect(await database.behind(`select xmin::text, m.* from guild.members m where id = 1`)).toEqual(before)
    const empty = Object.fromEntries(Object.keys(all).map((name) => [name, null]))
    expect(await rectify([member(1), correct('members', 1, { ...empty, name: 'N' })])).toEqual([[done(1)]])
    expect(await exported('members')).toMatchObject({ ...empty, name: 'N' })
  })

  test('one field changes, and nothing else in the row or the table', async () => {
    const others = `select * from guild.members where id <> 3 order by id`
    const before = [await row(3), await database.behind(others)]
    expect(await rectify([member(3), correct('members', 3, { name: 'Noor' })])).toEqual([[done(1)]])
    expect([await row(3), await database.behind(others)]).toEqual([
      { ...Object(before[0]), name: 'Noor', shout: 'NOOR' },
      before[1],
    ])
  })

  test('a value inside a document is written, made, or taken out; the rest of it stays', async () => {
    const about = async (): Promise<unknown> => (await row(1))['about']
    const street = { name: 'Markt' }
    const renewed = { size: '8', city: 'Leiden', street, deep: 'x' }
    expect(await rectify([member(1), correct('homes', 1, renewed)])).toEqual([[done(1)]])
    expect(await exported('homes')).toEqual(renewed)
    expect(await about()).toEqual({
      size: 8,
      home: { city: 'Leiden', street, floor: 2 },
      deep: { er: { still: 'x' } },
    })
    expect(await rectify([member(1), correct('homes', 1, { city: null, size: null })])).toEqual([[done(1)]])
    expect(await about()).toEqual({ home: { street, floor: 2 }, deep: { er: { still: 'x' } } })
    await database.behind(`update guild.members set about = null where id = 1`)
    expect(await rectify([member(1), correct('homes', 1, { city: 'Delft' })])).toEqual([[done(1)]])
    expect(await about()).toEqual({ home: { city: 'Delft' } })
  })

  test('a document of another shape than declared is not written over', async () => {
    await database.behind(`update guild.members set about = '{"home": ["Delft"]}' where id = 1`)
    expect(await rectify([member(1), correct('homes', 1, { city: 'Leiden' })])).toMatchObject([
      [{ status: 'failed', failure: { code: 'permanent' } }],
    ])
    expect((await row(1))['about']).toEqual({ home: ['Delft'] })
  })

  test('what is no record of this owner is stale; what cannot be written is unsupported', async () => {
    const before = await database.behind(`select * from guild.permits order by id`)
    const unsupported = { status: 'unsupported', why: expect.any(String) }
    const given = { givenAt: null }
    expect(
      await rectify(
        [
          member(1),
          correct('members', 2, { name: 'x' }),
          correct('permits', 31, given),
          correct('permits', 12, given),
          correct('permits', 'x', given),
          correct('permits', 99, given),
        ],
        [member(12), correct('homes', 12, { city: 'x' })],
        [
          { match: 'browser', key: '00000000-0000-4000-8000-000000000001' },
          correct('members', 1, { name: 'x' }),
        ],
      ),
    ).toEqual([
      ['2', '31', '12', 'x', '99'].map((ref) => ({ status: 'stale', refs: [ref] })),
      [{ status: 'stale', refs: ['12'] }],
      [{ status: 'stale', refs: ['1'] }],
    ])
    expect(await database.behind(`select * from guild.permits order by id`)).toEqual(before)
    expect(
      await rectify([
        member(1),
        correct('members', 1, { shout: 'x' }),
        correct('members', 1, { name: 'x', summary: 'x' }),
        correct('members', 1, { unstored: null }),
        correct('members', 1, { nonsense: null }),
        correct('permits', 11, { topic: 'offers' }),
        correct('visits', 11, { at: null }),
        correct('ledger', 1, { note: 'x' }),
      ]),
    ).toEqual([
      [
        ...Array.from({ length: 6 }, () => unsupported),
        { status: 'unsupported', why: 'The ledger only grows.' },
      ],
    ])
    expect((await row(1))['name']).toBe('Name 1')
  })

  test('a shared row is corrected, and a later correction of one row stays', async () => {
    await database.behind(`update guild.permits set state = 'joint'`)
    const at = (year: number): Line => correct('permits', 11, { givenAt: `${year}-01-01T00:00:00Z` })
    const other = correct('permits', 11, { givenAt: '2001-01-01T00:00:00Z', active: false })
    expect(await rectify([member(1), at(2003), other, at(2002)])).toEqual([[done(1), done(1), done(1)]])
    const found = await database.behind(
      `select active, extract(year from given_at at time zone 'UTC')::int as year from guild.permits where id = 11`,
    )
    expect(found).toEqual([{ active: false, year: 2002 }])
  })

  test('what the database refuses fails alone, and says nothing of what was asked', async () => {
    const canary = 'canary'
    const outcomes = await rectify(
      ...[1, 2, 3, 4, 5, 6].map((id) => [member(id), correct('members', id, { name: `new ${id}` })] as const),
      [member(7), correct('members', 7, { name: null })],
      [
        member(8),
        correct('members', 8, { nickname: 'nick9' }),
        correct('members', 8, { nickname: `${canary} that is too long` }),
        correct('members', 8, { rank: canary }),
        correct('members', 8, { seenAt: canary }),
        correct('members', 8, { name: `${canary}\0` }),
        correct('members', 8, { tags: ['ok'] }),
      ],
      [member(9), correct('members', 9, { name: '' })],
    )
    const refused = { status: 'failed', failure: { code: 'permanent' }, done: 0 }
    expect(outcomes).toMatchObject([
      ...Array.from({ length: 6 }, () => [done(1)]),
      [refused],
      [...Array.from({ length: 5 }, () => refused), done(1)],
      [refused],
    ])
    expect(JSON.stringify(outcomes)).not.toContain(canary)
    expect(await row(6)).toMatchObject({ name: 'new 6' })
    expect(await row(8)).toMatchObject({ name: 'Name 8', nickname: 'nick8', rank: null, tags: ['ok'] })
  })

  test('nothing asked is nothing written, and a correction without fields is done where the record is', async () => {
    expect(await rectify()).toEqual([])
    expect(await rectify([member(1)])).toEqual([[]])
    expect(database.statements).toEqual([])
    expect(await rectify([member(1), correct('members', 1, {}), correct('members', 2, {})])).toEqual([
      [done(1), { status: 'stale', refs: ['2'] }],
    ])
    await expect(rectify([{ match: 'member', key: 'x' }])).rejects.toMatchObject({
      failure: { code: 'permanent' },
    })
  })
})
