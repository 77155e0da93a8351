import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { capabilitiesOf } from '../index.ts'
import { contextOf, openPglite, openPostgres, type TestDatabase } from './fixture/database.ts'
import { done, guild, member } from './fixture/guild.ts'
import { guildSql } from './fixture/guild-tables.ts'
import { shop } from './fixture/shop.ts'

const email = (id: number) => ({ kind: 'email', value: `m${id}@example.nl` }) as const

describe.each([
  ['PGlite', openPglite],
  ['PostgreSQL', openPostgres],
])('on %s', (_, open) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.stop())
  beforeEach(() => database.reset(guildSql))

  test('each verb that is there does its work', async () => {
    const context = contextOf(database)
    const [first, second] = [member(1), member(2)]
    const restrictions = [first, second].map((locator) => ({ key: 'r', locator, restricted: true }))
    expect(await guild.restrict?.(restrictions, context)).toEqual([done(1), done(1)])
    const withdrawal = { key: 'w', holding: 'permits', purpose: 'news' } as const
    const orders = [first, second].map((locator) => ({ locator, lines: [withdrawal] }))
    expect(await guild.withdrawConsent?.(orders, context)).toEqual([[done(1)], [done(0)]])
    const suppression = { key: 's', identifiers: [email(1), email(2)], suppressed: true }
    expect(await guild.suppress?.([suppression], context)).toEqual([done(2)])
    const asks = [{ holding: 'visits', before: '2020-01-03', first: 9 }] as const
    const found = await Array.fromAsync(guild.due?.(asks, context) ?? [])
    expect(found.map(({ locator }) => locator)).toEqual([first, second])
    expect(
      await database.behind(`select (restricted_at at time zone 'UTC')::text as at from guild.members
        where id < 4 order by id`),
    ).toEqual([{ at: '2026-01-01 00:00:00' }, { at: '2026-01-01 00:00:00' }, { at: null }])
    expect(
      await database.behind('select id, active from guild.permits where withdrawn_at is not null'),
    ).toEqual([{ id: 11, active: false }])
    expect(await database.behind('select email from guild.suppressed order by email')).toEqual([
      { email: 'm1@example.nl' },
      { email: 'm2@example.nl' },
    ])
  })
})

test('a verb is there exactly when the declaration gives what it needs', () => {
  const verbs = ['count', 'rectify', 'restrict', 'withdrawConsent', 'suppress', 'due']
  expect(capabilitiesOf(guild)).toEqual(verbs)
  expect(capabilitiesOf(shop)).toEqual(['count', 'rectify', 'due'])
})

describe('on a database that counts', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openPglite()
  })
  afterAll(() => database.stop())

  const many = `insert into guild.members (id, email, name) select n, 'm' || n || '@example.nl', 'x'
      from generate_series(13, 120) as n;
    insert into guild.visits select 1000 + n, n, '2020-01-01' from generate_series(13, 120) as n;`

  test.each([1, 100])('for %i subjects each verb costs the same number of statements', async (subjects) => {
    await database.reset(guildSql + many)
    const context = contextOf(database)
    const locators = Array.from({ length: subjects }, (_, index) => member(index + 13))
    const ordered = <Line>(lineOf: (ref: string) => readonly Line[]) =>
      locators.map((locator) => ({ locator, lines: lineOf(locator.key) }))
    const statementsOf = async (work: Promise<unknown> | undefined): Promise<number> => {
      database.statements.length = 0
      await work
      return database.statements.length
    }
    const counts = {
      rectify: await statementsOf(
        guild.rectify?.(
          ordered((ref) => [
            { key: '1', holding: 'members', ref, fields: { name: 'New', tags: ['a'] } },
            { key: '2', holding: 'members', ref: `1${ref}`, fields: { tags: ['a'], name: 'New' } },
            { key: '3', holding: 'homes', ref, fields: { city: 'Delft' } },
          ]),
          context,
        ),
      ),
      restrict: await statementsOf(
        guild.restrict?.(
          locators.map((locator, at) => ({ key: '1', locator, restricted: at % 2 === 0 })),
          context,
        ),
      ),
      withdrawConsent: await statementsOf(
        guild.withdrawConsent?.(
          ordered(() => [{ key: '1', holding: 'permits', purpose: 'news' }]),
          context,
        ),
      ),
      suppress: await statementsOf(
        guild.suppress?.(
          locators.map((_, at) => ({ key: '1', identifiers: [email(at)], suppressed: true })),
          context,
        ),
      ),
      due: await statementsOf(
        Array.fromAsync(
          guild.due?.([{ holding: 'visits', before: '2030-01-01', first: subjects }], context) ?? [],
        ),
      ),
    }
    expect(counts).toEqual({ rectify: 2, restrict: 1, withdrawConsent: 1, suppress: 1, due: 1 })
    expect(
      await database.behind(`select count(*)::int as count from guild.members where name = 'New'`),
    ).toEqual([{ count: subjects }])
    expect(await database.behind('select count(*)::int as count from guild.suppressed')).toEqual([
      { count: subjects },
    ])
  })

  test('check asks for what they write, and not for what a role may refuse', async () => {
    await database.reset(guildSql)
    // a role that may do all that erasing needs, and none of what the marks need
    const grants = `drop role if exists clerk; create role clerk; grant usage on schema guild to clerk;
      grant select, delete on guild.members, guild.browsers, guild.memberships, guild.permits, guild.visits, guild.entries to clerk;
      grant update (about) on guild.members to clerk;
      grant update (topic, given_at) on guild.permits to clerk;
      grant select on guild.suppressed to clerk;`
    await database.reset(guildSql + grants)
    await database.behind('set role clerk')
    try {
      const problems = (await guild.check(contextOf(database))).filter(({ failure }) => failure !== null)
      expect(problems.map(({ mend }) => mend).toSorted()).toEqual(
        [
          'delete on guild.suppressed',
          'insert on guild.suppressed',
          'update on guild.browsers',
          'update on guild.members',
          'update on guild.permits',
        ].map((missing) => `Grant ${missing} to the role that signs in.`),
      )
    } finally {
      await database.behind('reset role')
    }
    await database.behind('grant insert, delete on guild.suppressed to clerk')
    await database.behind('grant update (restricted_at) on guild.members to clerk')
    await database.behind('grant update (blocked) on guild.browsers to clerk')
    await database.behind('grant update (withdrawn_at, active, state) on guild.permits to clerk')
    await database.behind('set role clerk')
    try {
      expect((await guild.check(contextOf(database))).filter(({ failure }) => failure !== null)).toEqual([])
    } finally {
      await database.behind('reset role')
      await database.behind('drop owned by clerk')
    }
  })
})
