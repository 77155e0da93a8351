import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DueAsk } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { guild } from './fixture/guild.ts'
import { guildSql } from './fixture/guild-tables.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() => database.reset(guildSql))

type Ask = DueAsk<typeof guild.holdings>
const due = async (...asks: Ask[]): Promise<string[]> => {
  const found = await Array.fromAsync(guild.due?.(asks, contextOf(database)) ?? [])
  return found.map(({ of, locator, cursor }) => {
    expect(locator).toEqual({ match: 'member', key: cursor })
    return `${of}:${cursor}`
  })
}
const visits = (before: string, more: Partial<Ask> = {}): Ask => ({
  holding: 'visits',
  before,
  first: 1000,
  ...more,
})

test('each match comes once, in the order of the keys, and only where a record is dated before', async () => {
  // the twelfth is no member any more
  expect(await due(visits('2030-01-01'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((id) => `0:${id}`))
  expect(await due(visits('2020-01-04'))).toEqual(['0:1', '0:2', '0:3'])
  expect(await due(visits('2020-01-01T00:00:00Z'))).toEqual([])
  await database.behind('update guild.visits set at = null where member_id = 2')
  expect(await due(visits('2020-01-04'))).toEqual(['0:1', '0:3'])
})

test('a day is cut at midnight in UTC', async () => {
  expect(await due(visits('2020-01-01T00:00:01Z'))).toEqual(['0:1'])
  expect(await due(visits('2020-01-01'))).toEqual([])
})

test('through other tables, with the condition of the holding', async () => {
  await database.behind(`update guild.permits set topic = 'offers' where id = 31`)
  expect(await due({ holding: 'permits', before: '2030-01-01', first: 9 })).toEqual([
    '0:1',
    '0:5',
    '0:7',
    '0:9',
  ])
})

test('records that are the rows of the matches themselves', async () => {
  await database.behind(`update guild.members set seen_at = '2020-01-01' where id in (4, 12)`)
  expect(await due({ holding: 'members', before: '2021-01-01', first: 9 })).toEqual(['0:4'])
})

test('goes on from every cursor, and pages each ask by itself', async () => {
  const all = await due(visits('2030-01-01'))
  for (const [index, one] of all.entries()) {
    const after = one.slice(2)
    expect(await due(visits('2030-01-01', { after }))).toEqual(all.slice(index + 1))
    expect(await due(visits('2030-01-01', { after, first: 2 }))).toEqual(all.slice(index + 1, index + 3))
  }
  database.statements.length = 0
  expect(
    await due(
      visits('2030-01-01', { after: '9', first: 1 }),
      { holding: 'permits', before: '2022-01-01', first: 5 },
      visits('2020-01-03'),
      visits('2030-01-01', { first: 0 }),
    ),
  ).toEqual(['0:10', '2:1', '2:2', '1:1'])
  expect(database.statements).toHaveLength(2)
})

test('is lazy, and asks again after a thousand', async () => {
  await database.behind(
    `insert into guild.members (id, name) select n, 'x' from generate_series(13, 2500) as n`,
  )
  await database.behind(
    `insert into guild.visits select 1000 + n, n, '2020-01-01' from generate_series(13, 2500) as n`,
  )
  database.statements.length = 0
  for await (const one of guild.due?.([visits('2030-01-01', { first: 5000 })], contextOf(database)) ?? []) {
    expect(one.cursor).toBe('1')
    break
  }
  expect(database.statements).toHaveLength(1)
  expect(await due(visits('2030-01-01', { first: 5000 }))).toHaveLength(2499)
  expect(await due(visits('2030-01-01', { first: 1001 }))).toHaveLength(1001)
})

test('names each match by what find knows it by, and by nothing else', async () => {
  await database.behind(`update guild.members set email = case id
    when 1 then E'\\t Someone@Example.nl ' when 2 then null when 3 then 'not an address'
    when 4 then U&'jose\\0301@example.nl' else email end`)
  const found = await Array.fromAsync(
    guild.due?.([visits('2030-01-01', { first: 5 })], contextOf(database)) ?? [],
  )
  expect(found.map(({ by }) => by)).toEqual([
    [{ kind: 'email', value: 'someone@example.nl' }],
    [],
    [],
    [],
    [{ kind: 'email', value: 'm5@example.nl' }],
  ])
})

test('refuses what has no date, and what is no cursor, before any statement', async () => {
  const refused = (detail: string) => ({ failure: { code: 'permanent', detail } })
  await expect(due({ holding: 'homes', before: '2020-01-01', first: 1 })).rejects.toMatchObject(
    refused('this holding cannot be cut by date'),
  )
  await expect(due(visits('2020-01-01', { after: 'x' }))).rejects.toMatchObject(
    refused('a cursor is not one of this holding'),
  )
  expect(await due()).toEqual([])
  expect(database.statements).toEqual([])
  await expect(due(visits('canary'))).rejects.toMatchObject({ failure: { code: 'permanent' } })
})
