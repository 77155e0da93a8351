import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Page } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { shop } from './fixture/shop.ts'
import type { SqlLocator } from './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(() =>
  database.reset(`insert into shop.customers (id, number, full_name, login) values (1, 1, 'One', 'one'),
    (2, 2, null, 'erased-0b9e1f6c-2f4a-4c57-9d2e-111111111111');`),
)

const one: SqlLocator = { match: 'customer', key: '1' }
const two: SqlLocator = { match: 'customer', key: '2' }

async function viewsOf(page: Page, locators: readonly SqlLocator[] = [one]): Promise<string[]> {
  const orders = locators.map((locator) => ({ locator, holdings: { views: page } }))
  const items = await Array.fromAsync(shop.export(orders, contextOf(database)))
  return items.map(({ of, ref }) => `${of}:${ref}`)
}

const seedViews = (count: number): Promise<unknown> =>
  database.behind(`insert into shop.page_views (id, customer_id) select n, 1 + n % 2
    from generate_series(1, ${count * 2}) as n`)

test.each([999, 1000, 1001, 2500])(
  'brings all of %i records, once, in the order of their keys',
  async (count) => {
    await seedViews(count)
    const refs = await viewsOf({})
    expect(refs).toEqual(Array.from({ length: count }, (_, index) => `0:${(index + 1) * 2}`))
    expect(await viewsOf({ first: 1001 })).toEqual(refs.slice(0, 1001))
  },
)

test('goes on from every cursor', async () => {
  await seedViews(7)
  const all = await viewsOf({})
  for (const [index, ref] of all.entries()) {
    const after = ref.slice(2)
    expect(await viewsOf({ after })).toEqual(all.slice(index + 1))
    expect(await viewsOf({ after, first: 2 })).toEqual(all.slice(index + 1, index + 3))
  }
})

test('pages every order by itself', async () => {
  await seedViews(5)
  const orders = [
    { locator: two, holdings: { views: { first: 2 }, names: {} } },
    { locator: one, holdings: { views: { after: '4', first: 1 } } },
    { locator: two, holdings: { views: { after: '9' }, bills: {} } },
    { locator: one, holdings: { views: { first: 0 }, names: {} } },
  ]
  const items = await Array.fromAsync(shop.export(orders, contextOf(database)))
  expect(items.map(({ of, holding, ref }) => [of, holding, ref])).toEqual([
    [3, 'names', '1'],
    [0, 'views', '1'],
    [0, 'views', '3'],
    [1, 'views', '6'],
  ])
})

test('is lazy, and ends early without another statement', async () => {
  await seedViews(3000)
  for await (const item of shop.export([{ locator: one, holdings: { views: {} } }], contextOf(database))) {
    expect(item.ref).toBe('2')
    expect(database.statements).toHaveLength(1)
    break
  }
  expect(database.statements).toHaveLength(1)
})

test('a part without a value, or with only what stands for an erased one, is not there', async () => {
  const holdings = { customers: {}, names: {}, logins: {} }
  const items = await Array.fromAsync(
    shop.export(
      [one, two].map((locator) => ({ locator, holdings })),
      contextOf(database),
    ),
  )
  expect(items.map(({ of, holding }) => [of, holding])).toEqual([
    [0, 'customers'],
    [1, 'customers'],
    [0, 'names'],
    [0, 'logins'],
  ])
})

test('what several holdings have of one row is read once, and each order gets what it asks', async () => {
  const read = async (orders: Parameters<typeof shop.export>[0]): Promise<unknown[]> => {
    database.statements.length = 0
    const items = await Array.fromAsync(shop.export(orders, contextOf(database)))
    return items.map(({ of, holding, ref, data }) => [of, holding, ref, data])
  }
  const customer = { number: '1', email: null, phone: null }
  const asked = [
    { locator: one, holdings: { names: {}, customers: { first: 0 } } },
    { locator: two, holdings: { names: {} } },
    { locator: one, holdings: { logins: { first: 5 }, customers: {} } },
    { locator: { match: 'browser', key: '6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001' }, holdings: { names: {} } },
  ]
  expect(await read(asked)).toMatchObject([
    [2, 'customers', '1', customer],
    [0, 'names', '1', { fullName: 'One' }],
    [2, 'logins', '1', { login: 'one' }],
  ])
  expect(database.statements).toHaveLength(1)
  const later = { locator: one, holdings: { customers: { after: '0' }, names: {}, logins: {} } }
  expect(await read([later])).toMatchObject([
    [0, 'customers', '1', customer],
    [0, 'names', '1', {}],
    [0, 'logins', '1', {}],
  ])
  expect(database.statements).toHaveLength(2)
})

test('a locator whose data is gone, or of another kind of match, yields nothing', async () => {
  await seedViews(3)
  expect(await viewsOf({}, [{ match: 'customer', key: '77' }])).toEqual([])
  expect(await viewsOf({}, [{ match: 'browser', key: '6f1c1c56-9a35-4f6a-8f3e-2d5f7f0d0001' }])).toEqual([])
  expect(await viewsOf({}, [])).toEqual([])
  expect(database.statements).toHaveLength(1)
})

test('refuses what is no locator or cursor of its own, before any statement', async () => {
  expect(shop.locator.safeParse(one).success).toBe(true)
  const foreign = [
    { match: 'customer', key: 'one' },
    { match: 'customer', key: '01' },
    { match: 'customer', key: '2147483648' },
    { match: 'browser', key: '1' },
    { match: 'toString', key: '1' },
  ]
  for (const locator of foreign) {
    expect(shop.locator.safeParse(locator).success).toBe(false)
    await expect(viewsOf({}, [locator])).rejects.toMatchObject({ failure: { code: 'permanent' } })
  }
  await expect(viewsOf({ after: 'x' })).rejects.toMatchObject({ failure: { code: 'permanent' } })
  expect(database.statements).toEqual([])
})
