import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Outcome, Withdrawal } from '../index.ts'
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

type Line = Withdrawal<typeof guild.holdings>
const news: Line = { key: 'k', holding: 'permits', purpose: 'news' }
const withdraw = (
  orders: readonly (readonly [SqlLocator, ...Line[]])[],
  now = '2026-01-01T00:00:00Z',
): Promise<readonly (readonly Outcome[])[]> | undefined =>
  guild.withdrawConsent?.(
    orders.map(([locator, ...lines]) => ({ locator, lines })),
    { ...contextOf(database), now: () => new Date(now) },
  )
const permits = (where: string): Promise<Record<string, unknown>[]> =>
  database.behind(`select id, active, state, (withdrawn_at at time zone 'UTC')::text as until
    from guild.permits where ${where} order by id`)
const stopped = (id: number) => ({ id, active: false, state: 'stopped', until: '2026-01-01 00:00:00' })

test('only rows of the owner and the purpose are marked; what proves the consent stays', async () => {
  const untouched = `id not in (11, 51)`
  const before = await permits(untouched)
  const given = await database.behind('select id, given_at from guild.permits order by id')
  expect(
    await withdraw([
      [member(1), news],
      [member(5), news],
      [member(2), news],
    ]),
  ).toEqual([[done(1)], [done(1)], [done(0)]])
  expect(await permits('id in (11, 51)')).toEqual([stopped(11), stopped(51)])
  expect(await permits(untouched)).toEqual(before)
  expect(await database.behind('select id, given_at from guild.permits order by id')).toEqual(given)
})

test('a second withdrawal keeps the time of the first', async () => {
  expect(await withdraw([[member(1), news]])).toEqual([[done(1)]])
  expect(await withdraw([[member(1), news, news]], '2027-01-01T00:00:00Z')).toEqual([[done(0), done(0)]])
  expect(await permits('id = 11')).toEqual([stopped(11)])
})

test('a purpose without a declared withdrawal is unsupported; a match of another kind has nothing', async () => {
  const browser = { match: 'browser', key: '00000000-0000-4000-8000-000000000001' }
  const unsupported = { status: 'unsupported', why: expect.any(String) }
  expect(
    await withdraw([
      [member(1), { ...news, purpose: 'offers' }, { ...news, holding: 'visits' }],
      [browser, news],
      [member(3)],
    ]),
  ).toEqual([[unsupported, unsupported], [done(0)], []])
  expect(await permits('withdrawn_at is not null')).toEqual([])
  expect(database.statements).toHaveLength(0)
})

test('what the database refuses fails alone', async () => {
  await database.behind(`alter table guild.permits add check (id <> 31 or active)`)
  expect(await withdraw([1, 3, 5].map((id) => [member(id), news] as const))).toMatchObject([
    [done(1)],
    [{ status: 'failed', failure: { code: 'permanent' }, done: 0 }],
    [done(1)],
  ])
  expect((await permits('withdrawn_at is not null')).map(({ id }) => id)).toEqual([11, 51])
})

test('without a declared withdrawal there is no verb', () => {
  expect(shop.withdrawConsent).toBeUndefined()
})
