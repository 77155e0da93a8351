import type { Identifier } from '@rechtop/schema'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Located } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { shop } from './fixture/shop.ts'
import type { SqlLocator } from './index.ts'

const seed = `
  insert into shop.customers (id, number, email, phone, household, login) values
    (10, 1010, 'JO@example.nl', '06-12345678', false, 'jo'),
    (9, 1009, 'jo@example.nl', null, true, 'erased-0b9e1f6c-2f4a-4c57-9d2e-111111111111'),
    (3, 1003, 'jo+news@example.nl', '0612345679', false, 'jo-news'),
    (4, 1004, 'xjo@example.nl', '', false, ''),
    (5, 1005, 'not an address', 'n/a', false, 'five'),
    (6, 1006, '', '+31 (0)6 12 34 56 78', false, 'six');
  insert into shop.browsers values ('6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001', ' cookie-1 ', 't');
  insert into shop.sellers values ('00000000-0000-4000-8000-000000000002', 'B'),
    ('00000000-0000-4000-8000-000000000001', 'A');
  insert into shop.listed values
    ('00000000-0000-4000-8000-000000000002', 'jo@example.nl', '0612345678', false),
    ('00000000-0000-4000-8000-000000000002', 'Jo@example.nl', null, false),
    ('00000000-0000-4000-8000-000000000001', null, '0612345678', false),
    ('00000000-0000-4000-8000-000000000001', 'jo@example.nl', null, true);
`
let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() => database.reset(seed))

const jo: Identifier = { kind: 'email', value: 'jo@example.nl' }
const phone: Identifier = { kind: 'phone', value: '612345678' }
const find = (...subjects: Identifier[][]): Promise<readonly Located<SqlLocator>[]> =>
  shop.find(subjects, contextOf(database))

async function matchesOf(...identifiers: Identifier[]): Promise<unknown[]> {
  const [located] = await find(identifiers)
  return located?.status === 'found'
    ? located.matches.map(({ locator, certainty, by }) => [
        locator.key,
        certainty,
        by.map(({ kind }) => kind),
      ])
    : []
}

test('an e-mail address hits whatever its case, and none that only looks like it', async () => {
  expect(await matchesOf(jo)).toEqual([
    ['9', 'equal', ['email']],
    ['10', 'equal', ['email']],
  ])
})

test('hits on one row are one match; a phone alone makes it only similar', async () => {
  expect(await matchesOf(phone, jo)).toEqual([
    ['6', 'similar', ['phone']],
    ['9', 'equal', ['email']],
    ['10', 'equal', ['phone', 'email']],
  ])
})

test('answers in the order asked: twins, strangers, nobody, and who cannot be searched for', async () => {
  const absent: Identifier = { kind: 'email', value: 'nobody@example.nl' }
  const located = await find(
    [jo],
    [absent, { kind: 'phone', value: '600000000' }],
    [jo, jo],
    [],
    [{ kind: 'accountId', value: 'jo' }],
  )
  expect(located.map(({ status }) => status)).toEqual([
    'found',
    'absent',
    'found',
    'unsearchable',
    'unsearchable',
  ])
  expect(located[2]).toEqual(located[0])
  expect(located[1]).toEqual({ status: 'absent', by: ['email', 'phone'] })
  expect(located[3]).toEqual({
    status: 'unsearchable',
    needs: ['email', 'phone', 'customerNumber', 'externalId', 'cookieId'],
  })
  expect(shop.identifiers).toEqual(['email', 'phone', 'customerNumber', 'externalId', 'cookieId'])
  expect(await find()).toEqual([])
})

test('the answer to a subject does not depend on who else is asked for', async () => {
  const subjects: Identifier[][] = [
    [jo],
    [phone],
    [{ kind: 'customerNumber', value: '1005' }],
    [{ kind: 'cookieId', value: 'cookie-1' }],
  ]
  const together = await find(...subjects)
  const reversed = await find(...subjects.toReversed())
  const alone = (await Promise.all(subjects.map((subject) => find(subject)))).flat()
  expect(together).toEqual(alone)
  expect(reversed.toReversed()).toEqual(alone)
})

test('learns what a row tells: of a household, of a person; not what is no identifier', async () => {
  const [household, malformed, similar] = await find(
    [jo],
    [{ kind: 'customerNumber', value: '1005' }],
    [phone],
  )
  const learned = (located: Located<SqlLocator> | undefined, at = 0): unknown =>
    located?.status === 'found' ? located.matches[at]?.learned : located
  expect(learned(household)).toEqual([
    { kind: 'email', value: 'jo@example.nl', of: 'party' },
    { kind: 'customerNumber', value: '1009', of: 'person' },
  ])
  expect(learned(malformed)).toEqual([
    { kind: 'customerNumber', value: '1005', of: 'person' },
    { kind: 'accountId', value: 'five', of: 'person' },
  ])
  expect(learned(similar)).toContainEqual({ kind: 'phone', value: '612345678', of: 'person' })
})

test('empty, foreign and unstorable values hit nothing and break nothing', async () => {
  const odd: Identifier[] = [
    { kind: 'email', value: ' ' },
    { kind: 'email', value: 'not an address\0' },
    { kind: 'email', value: `\uD800@example.nl` },
    { kind: 'customerNumber', value: "1005' or true" },
    { kind: 'customerNumber', value: '99999999999999999999' },
    { kind: 'externalId', value: 'no-uuid' },
    { kind: 'phone', value: 'n/a' },
  ]
  for (const identifier of odd) expect(await matchesOf(identifier)).toEqual([])
  expect(await matchesOf(...odd, jo)).toHaveLength(2)
  expect(await find([{ kind: 'email', value: ' ' }])).toMatchObject([{ status: 'unsearchable' }])
})

test('a uuid hits in either case, and a text key with white space around it', async () => {
  const id = '6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001'
  expect(await matchesOf({ kind: 'externalId', value: id.toUpperCase() })).toEqual([
    [id, 'equal', ['externalId']],
  ])
  expect(await matchesOf({ kind: 'cookieId', value: 'cookie-1' })).toEqual([[id, 'equal', ['cookieId']]])
})

test('counts per controller what is held for others, each row once', async () => {
  const [both, onlyReferred] = await find([jo, phone], [{ kind: 'phone', value: '612345678' }])
  const seller = (digit: number, label: string, count: number): unknown => ({
    holding: 'listed',
    controller: { id: `00000000-0000-4000-8000-00000000000${digit}`, label },
    count,
  })
  expect(both).toMatchObject({ referrals: [seller(1, 'A', 1), seller(2, 'B', 2)] })
  expect(onlyReferred).toMatchObject({ referrals: [seller(1, 'A', 1), seller(2, 'B', 1)] })
  await database.behind(`delete from shop.customers`)
  expect(await find([jo])).toEqual([{ status: 'found', matches: [], referrals: [seller(2, 'B', 2)] }])
})

test('writes nothing', async () => {
  await find([jo, phone])
  expect(database.statements.every((statement) => statement.startsWith('with asked as'))).toBe(true)
})

test('white space around a stored address hides nobody, and another letter is never taken for its like', async () => {
  await database.reset(`insert into shop.customers (id, number, email, login) values
    (1, 1, E'\\ttab@example.nl\\n', 'a'), (2, 2, E'\\u00a0nbsp@example.nl', 'b'), (3, 3, 'İdo@example.nl', 'c')`)
  const [tab, nbsp, ido] = await find(
    ...['tab@example.nl', 'nbsp@example.nl', 'ido@example.nl'].map((value): Identifier[] => [
      { kind: 'email', value },
    ]),
  )
  expect(tab).toMatchObject({ status: 'found', matches: [{ locator: { key: '1' }, certainty: 'equal' }] })
  expect(nbsp).toMatchObject({ status: 'found', matches: [{ locator: { key: '2' }, certainty: 'equal' }] })
  // the database may fold İ to i; we never call that equal
  expect(JSON.stringify(ido)).not.toContain('"certainty":"equal"')
})
