import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Outcome } from '../index.ts'
import { contextOf, openPglite, openPostgres, type TestDatabase } from './fixture/database.ts'
import { done, guild } from './fixture/guild.ts'
import { guildSql } from './fixture/guild-tables.ts'
import { shop } from './fixture/shop.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() => database.reset(guildSql))

type Asked = readonly [suppressed: boolean, ...Identifier[]]
const suppressOn = (on: TestDatabase, asked: readonly Asked[]): Promise<readonly Outcome[]> | undefined =>
  guild.suppress?.(
    asked.map(([suppressed, ...identifiers]) => ({ key: 'k', identifiers, suppressed })),
    contextOf(on),
  )
const suppress = (...asked: Asked[]) => suppressOn(database, asked)
const listed = async (on = database): Promise<unknown[]> =>
  on.behind('select email, phone from guild.suppressed order by email, phone')
const email = (value: string): Identifier => ({ kind: 'email', value })
const phone = (value: string): Identifier => ({ kind: 'phone', value })

test('identifiers are listed once, in their normal form, one per row, and lifted', async () => {
  const jo = [email(' Jo@Example.NL '), phone('+31 6 12 34 56 78'), email('jo@example.nl')] as const
  expect(await suppress([true, ...jo])).toEqual([done(2)])
  const list = [
    { email: 'jo@example.nl', phone: null },
    { email: null, phone: '612345678' },
  ]
  expect(await listed()).toEqual(list)
  expect(await suppress([true, ...jo])).toEqual([done(0)])
  expect(await listed()).toEqual(list)
  await suppress([true, email('tom@example.nl')])
  expect(await suppress([false, ...jo])).toEqual([done(2)])
  expect(await listed()).toEqual([{ email: 'tom@example.nl', phone: null }])
  expect(await suppress([false, ...jo])).toEqual([done(0)])
})

test('an identifier that several ask for is counted once, and the last ask decides', async () => {
  expect(await suppress([true, email('a@b.nl')], [true, email('A@b.nl'), email('c@b.nl')])).toEqual([
    done(1),
    done(1),
  ])
  expect(await suppress([true, email('d@b.nl')], [false, email('d@b.nl'), email('a@b.nl')])).toEqual([
    done(0),
    done(1),
  ])
  expect(await listed()).toEqual([{ email: 'c@b.nl', phone: null }])
})

test('without an identifier of a kind that is listed it is unsupported; others are left out', async () => {
  const cookie: Identifier = { kind: 'cookieId', value: 'c' }
  const unsupported = { status: 'unsupported', why: expect.any(String) }
  expect(
    await suppress([true, cookie], [true, phone('no number')], [true], [true, cookie, email('a@b.nl')]),
  ).toEqual([unsupported, unsupported, unsupported, done(1)])
  expect(await listed()).toEqual([{ email: 'a@b.nl', phone: null }])
})

test('an entry that cannot be written fails its own suppression, with a code', async () => {
  await database.behind(`alter table guild.suppressed add check (email <> 'canary@b.nl')`)
  const outcomes = await suppress(
    [true, email('a@b.nl')],
    [true, email('b@b.nl'), email('canary@b.nl')],
    [true, email('c@b.nl')],
  )
  const detail = 'a constraint of the database forbids it'
  expect(outcomes).toEqual([
    done(1),
    { status: 'failed', failure: { code: 'permanent', detail }, done: 1 },
    done(1),
  ])
  expect(await listed()).toHaveLength(3)
})

test('an entry that a wider index says is there already is done', async () => {
  await database.behind(`create unique index on guild.suppressed (left(email, 1))`)
  await database.behind(`insert into guild.suppressed (email) values ('ann@b.nl')`)
  expect(await suppress([true, email('a@b.nl'), email('b@b.nl')])).toEqual([done(1)])
  expect(await listed()).toHaveLength(2)
})

test('without a list there is no verb', () => {
  expect(shop.suppress).toBeUndefined()
})

test('many at once list each identifier once', async () => {
  const server = await openPostgres()
  try {
    await server.reset(guildSql)
    const asked = Array.from({ length: 20 }, (_, index) => email(`p${index % 10}@b.nl`))
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        suppressOn(
          server,
          asked.map((identifier) => [true, identifier]),
        ),
      ),
    )
    expect(new Set(answers.flatMap((outcomes) => outcomes?.map(({ status }) => status)))).toEqual(
      new Set(['done']),
    )
    expect(await listed(server)).toHaveLength(10)
  } finally {
    await server.stop()
  }
})
