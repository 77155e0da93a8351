import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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
    insert into \`values\` values
      (18446744073709551615, 'K1', 12345678901234.5600, 0.1, -3, 1, '2024-02-29', '2024-01-02 03:04:05.120000',
        '2024-01-02 03:04:05.000', '{"a \\\\"b\\\\"": {"c": ["é", 1.50, true, null]}, "d": "😀"}', 0x00ff, '12:34:56', 2024,
        'b', 'é€', 'a "quote", \\n and \\\\ 😀'),
      (2, 'K1', null, null, null, null, null, null, null, null, null, null, null, null, null,
        'erased-6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001'),
      (3, 'K1', null, null, -1, 0, null, null, null, null, null, null, null, null, null, 'not of the holding');
    insert into people (code) values ('K1');`)
})

const exported = async (): Promise<unknown[]> =>
  (
    await Array.fromAsync(
      register.export(
        [{ locator: { match: 'person', key: 'K1' }, holdings: { values: {} } }],
        contextOf(database),
      ),
    )
  ).map(({ ref, data }) => ({ ref, ...data }))

test('values come as they do from PostgreSQL', async () => {
  const nothing = Object.fromEntries(register.holdings.values.type.fields.map((field) => [field, null]))
  expect(await exported()).toEqual([
    { ref: '2', ...nothing },
    {
      ref: '18446744073709551615',
      amount: '12345678901234.5600',
      ratio: 0.1,
      small: -3,
      yes: true,
      day: '2024-02-29',
      at: '2024-01-02T03:04:05.12Z',
      stamp: '2024-01-02T03:04:05Z',
      bytes: '00ff',
      clock: '12:34:56',
      year: 2024,
      kind: 'b',
      latin: 'é€',
      note: 'a "quote", \n and \\ 😀',
      whole: { 'a "b"': { c: ['é', 1.5, true, null] }, d: '😀' },
      inside: ['é', 1.5, true, null],
    },
  ])
})

test('emptying leaves null, a placeholder of its own, and the rest of a document', async () => {
  const fields = ['amount', 'yes', 'latin', 'note', 'inside', 'stamp', 'bytes']
  const order = {
    locator: { match: 'person', key: 'K1' },
    lines: [
      {
        key: 'v',
        holding: 'values',
        action: 'reduce',
        fields,
        select: { refs: ['18446744073709551615', '2'] },
      },
    ],
  } as const
  expect(await register.erase([order], contextOf(database))).toEqual([[{ status: 'done', count: 1 }]])
  const [, row] = await exported()
  expect(row).toMatchObject({
    ...Object.fromEntries(fields.map((field) => [field, null])),
    small: -3,
    kind: 'b',
  })
  expect(row).toMatchObject({ whole: { 'a "b"': {}, d: '😀' } })
  const [stored] = await database.behind('select note from `values` where small = -3')
  expect(stored?.['note']).toMatch(
    /^erased-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  expect(await register.erase([order], contextOf(database))).toEqual([[{ status: 'done', count: 0 }]])
})
