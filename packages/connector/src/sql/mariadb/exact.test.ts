import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Identifier } from '@rechtop/schema'
import { mariadbBinary } from '../../testing/mariadb.ts'
import { contextOf, type TestDatabase } from '../fixture/database.ts'
import { openMariadbServer } from '../fixture/mariadb-database.ts'
import { register, registerSql } from '../fixture/mariadb-register.ts'

let database: TestDatabase
beforeAll(async () => {
  if (mariadbBinary() !== null) database = await openMariadbServer(registerSql)
})
afterAll(() => database?.stop())
beforeEach(async ({ skip }) => {
  skip(mariadbBinary() === null, 'this machine has no MariaDB')
  await database.reset(`
    insert into people values
      ('K1', concat(' Ada@Example.NL', 0xa0), '+31 (0)6-1234 5678', 'A-7', 'Ada', unhex('000102030405060708090a0b0c0d0e0f')),
      ('K2', 'ad@example.nl', '0612345670', 'a-7', 'ada', null),
      ('K3', 'ada@example.nl.test', null, 'A-7 x', 'Adá', null),
      ('K4', '', '', 'é', 'ada ', null);
    insert into notes select owner, topic, seq, concat(owner, topic, seq) from seq_1_to_5
      join (select 'K1' as owner union all select 'k2' union all select 'K2x') as o
      join (select 'a' as topic union all select 'b' union all select 'é') as t;
    insert into visits values ('1', 'K1', '2024-01-01'), ('2', 'k1', '2024-01-01'), ('3', 'K1', '2025-01-01 00:00:00.5'),
      ('4', 'K1', null);
  `)
})

const find = async (...identifiers: Identifier[]): Promise<string[]> => {
  const [located] = await register.find([identifiers], contextOf(database))
  return located?.status === 'found' ? located.matches.map(({ locator }) => locator.key) : []
}
const person = (key: string) => ({ match: 'person', key })

test.each([
  ['customerNumber', 'A-7', ['K1']],
  ['customerNumber', 'a-7', ['K2']],
  ['customerNumber', 'A-7 ', ['K1']],
  ['customerNumber', 'e', []],
  ['customerNumber', 'é', ['K4']],
  ['customerNumber', '😀', []],
  ['customerNumber', 'A'.repeat(2000), []],
  ['accountId', 'ada', ['K2']],
  ['accountId', 'Ada', ['K1']],
  ['accountId', 'adá', []],
  ['accountId', '😀', []],
  ['email', 'ADA@example.nl', ['K1']],
  ['email', 'áda@example.nl', []],
  ['phone', '0031612345678', ['K1']],
  ['phone', '+31 6 1234 5670', ['K2']],
  ['externalId', '000102030405060708090a0b0c0d0e0f', ['K1']],
  ['externalId', '0001', []],
] as const)('%s %j is found to the byte, after normalisation', async (kind, value, keys) => {
  expect(await find({ kind, value })).toEqual(keys)
})

test('quotes and backslashes stay in their value', async () => {
  for (const value of [`' or 1=1 -- `, `\\' or 1=1 -- `, `\\`, `x\\\\' union select 1,2,3,4 -- `, `"?\``]) {
    expect(await find({ kind: 'customerNumber', value }, { kind: 'accountId', value })).toEqual([])
  }
})

test('rows belong to an owner to the byte, also where another collation compares', async () => {
  const context = contextOf(database)
  const asks = [{ holding: 'visits' }, { holding: 'visits', before: '2025-01-01T00:00:00.25Z' }] as const
  expect(await register.count?.([person('K1'), person('k1')], asks, context)).toEqual([
    [3, 1],
    [1, 1],
  ])
  const all = (key: string, ceiling: number) => ({
    locator: person(key),
    lines: [{ key, holding: 'visits', action: 'erase', select: { all: true, ceiling } } as const],
  })
  expect(await register.erase([all('K1', 2), all('k1', 1)], context)).toEqual([
    [{ status: 'stale', refs: [] }],
    [{ status: 'done', count: 1 }],
  ])
  expect(await register.erase([all('K1', 3), all('K1', 3)], context)).toEqual([
    [{ status: 'done', count: 3 }],
    [{ status: 'done', count: 0 }],
  ])
  const line = (ref: string) =>
    ({
      key: ref,
      holding: 'notes',
      action: 'erase',
      select: { refs: [ref] },
    }) as const
  const lines = ['["K1","a","1"]', '["k1","a","2"]', '["k2","a","3"]', '["K1","a","99"]'].map(line)
  expect(await register.erase([{ locator: person('K1'), lines }], context)).toEqual([
    [
      { status: 'done', count: 1 },
      { status: 'done', count: 0 },
      { status: 'stale', refs: ['["k2","a","3"]'] },
      { status: 'done', count: 0 },
    ],
  ])
})

test('pages follow each other by all columns of a key of texts and numbers', async () => {
  const refs: string[] = []
  let after: string | undefined
  for (;;) {
    const page = { first: 4, ...(after !== undefined && { after }) }
    const items = await Array.fromAsync(
      register.export([{ locator: person('K1'), holdings: { notes: page } }], contextOf(database)),
    )
    refs.push(...items.map(({ ref }) => ref))
    after = items.at(-1)?.cursor
    if (items.length < 4) break
  }
  const expected = ['a', 'b', 'é'].flatMap((topic) =>
    [1, 2, 3, 4, 5].map((place) => JSON.stringify(['K1', topic, String(place)])),
  )
  expect(refs).toEqual(expected)
  const foreign = register.export([{ locator: person('K2'), holdings: { notes: {} } }], contextOf(database))
  expect(await Array.fromAsync(foreign)).toEqual([])
})
