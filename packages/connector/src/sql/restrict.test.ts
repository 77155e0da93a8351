import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Outcome } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { done, guild, member } from './fixture/guild.ts'
import { guildSql } from './fixture/guild-tables.ts'
import { shop } from './fixture/shop.ts'
import type { SqlLocator } from './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() => database.reset(guildSql))

const browser = { match: 'browser', key: '00000000-0000-4000-8000-000000000001' }
const restrict = (
  asked: readonly (readonly [SqlLocator, boolean])[],
  now = '2026-01-01T00:00:00Z',
): Promise<readonly Outcome[]> | undefined =>
  guild.restrict?.(
    asked.map(([locator, restricted]) => ({ key: 'k', locator, restricted })),
    { ...contextOf(database), now: () => new Date(now) },
  )
const restricted = async (): Promise<unknown[]> =>
  database.behind(`select id, (restricted_at at time zone 'UTC')::text as since from guild.members
    where restricted_at is not null order by id`)
const told = async (value: string, kind: 'email' | 'cookieId' = 'email'): Promise<unknown> => {
  const [located] = await guild.find([[{ kind, value }]], contextOf(database))
  return located?.status === 'found' && located.matches[0]?.restricted
}

test('a restriction is written with its time, told by find, and lifted', async () => {
  const before = await database.behind(`select * from guild.members order by id`)
  expect(
    await restrict([
      [member(2), true],
      [member(3), false],
    ]),
  ).toEqual([done(1), done(1)])
  expect(await restricted()).toEqual([{ id: 2, since: '2026-01-01 00:00:00' }])
  expect([await told('m2@example.nl'), await told('m3@example.nl')]).toEqual([true, undefined])
  expect(await restrict([[member(2), true]], '2027-01-01T00:00:00Z')).toEqual([done(1)])
  expect(await restricted()).toEqual([{ id: 2, since: '2026-01-01 00:00:00' }])
  expect(await restrict([[member(2), false]])).toEqual([done(1)])
  expect(await restrict([[member(2), false]])).toEqual([done(1)])
  expect(await database.behind(`select * from guild.members order by id`)).toEqual(before)
})

test('a boolean column says it too', async () => {
  expect(await restrict([[browser, true]])).toEqual([done(1)])
  expect(await database.behind('select blocked from guild.browsers')).toEqual([{ blocked: true }])
  expect(await told('c-1', 'cookieId')).toBe(true)
  expect(await restrict([[browser, false]])).toEqual([done(1)])
  expect(await database.behind('select blocked from guild.browsers')).toEqual([{ blocked: false }])
})

test('a match that is gone, or is none any more, is done with nothing', async () => {
  const asked = [member(99), member(12)].map((locator) => [locator, true] as const)
  expect(await restrict(asked)).toEqual([done(0), done(0)])
  expect(await restricted()).toEqual([])
})

test('of what is asked twice the last stays', async () => {
  const asked = [true, false, true, false].map((value) => [member(1), value] as const)
  expect(await restrict([...asked, [member(2), true]])).toEqual(Array(5).fill(done(1)))
  expect(await restricted()).toMatchObject([{ id: 2 }])
})

test('a row that the database does not let us mark fails alone', async () => {
  await database.behind(`alter table guild.members add check (id <> 4 or restricted_at is null)`)
  const outcomes = await restrict([1, 2, 3, 4, 5].map((id) => [member(id), true] as const))
  const refused = { status: 'failed', failure: { code: 'permanent' }, done: 0 }
  expect(outcomes).toMatchObject([done(1), done(1), done(1), refused, done(1)])
  expect(await restricted()).toMatchObject([1, 2, 3, 5].map((id) => ({ id })))
})

test('a locator of another system is refused before any statement, and no column means no verb', async () => {
  await expect(restrict([[{ match: 'member', key: 'x' }, true]])).rejects.toMatchObject({
    failure: { code: 'permanent' },
  })
  expect(await restrict([])).toEqual([])
  expect(database.statements).toEqual([])
  expect(shop.restrict).toBeUndefined()
})
