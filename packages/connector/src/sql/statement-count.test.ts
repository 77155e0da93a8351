import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { shop } from './fixture/shop.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())

const seed = (views: number): string => `
  insert into shop.customers (id, number, email, login) select n, n, n || '@example.nl', n from generate_series(1, 100) as n;
  insert into shop.invoices (id, customer_id, number) select n, 1 + n % 100, n from generate_series(1, 500) as n;
  insert into shop.page_views (id, customer_id, viewed_at) select n, 1 + n % 100, now() from generate_series(1, ${views}) as n;
`
const customers = (count: number): { match: string; key: string }[] =>
  Array.from({ length: count }, (_, index) => ({ match: 'customer', key: String(index + 1) }))

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  database.statements.length = 0
  await work()
  return [...database.statements]
}

describe.each([
  [1, 10],
  [100, 10],
  [1, 10_000],
  [100, 10_000],
])('for %i subjects and %i page views', (subjects, views) => {
  // erase comes last: the tests of one size share its rows
  beforeAll(() => database.reset(seed(views)))

  test('find asks one statement per table', async () => {
    const asked = customers(subjects).map(({ key }) => [
      { kind: 'email', value: `${key}@example.nl` } as const,
      { kind: 'cookieId', value: key } as const,
    ])
    expect(await statementsOf(() => shop.find(asked, contextOf(database)))).toHaveLength(3)
  })

  test('export asks one statement per holding', async () => {
    const holdings = { views: { first: 100 }, bills: { first: 5 } }
    const orders = customers(subjects).map((locator) => ({ locator, holdings }))
    expect(await statementsOf(() => Array.fromAsync(shop.export(orders, contextOf(database))))).toHaveLength(
      2,
    )
  })

  test('count asks one statement', async () => {
    const asks = [{ holding: 'views' }, { holding: 'views', before: '2030-01-01' }] as const
    const statements = await statementsOf(async () => {
      const counts = await shop.count?.(customers(subjects), asks, contextOf(database))
      expect(counts).toHaveLength(subjects)
      expect(counts?.[0]).toEqual([views / 100, views / 100].map(Math.floor))
    })
    expect(statements).toHaveLength(1)
  })

  test('erase asks one statement per holding and kind of line, and one for the cascades', async () => {
    const orders = customers(subjects).map((locator) => ({
      locator,
      lines: [
        { key: 'v', holding: 'views', action: 'erase', select: { all: true, ceiling: 10_000 } },
        {
          key: 'b',
          holding: 'bills',
          action: 'erase',
          select: { refs: [1, 2, 3, 4].map((n) => String(n * 100 + Number(locator.key) - 1)) },
        },
        {
          key: 'r',
          holding: 'bills',
          action: 'reduce',
          fields: ['sentTo'],
          select: { refs: [String(Number(locator.key) + 99)] },
        },
      ] as const,
    }))
    const statements = await statementsOf(async () => {
      const outcomes = await shop.erase(orders, contextOf(database))
      expect(outcomes.flat().map(({ status }) => status)).toEqual(Array(subjects * 3).fill('done'))
    })
    // one more, for the cascades
    expect(statements).toHaveLength(4)
  })
})
