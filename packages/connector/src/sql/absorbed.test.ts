import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Outcome } from '../index.ts'
import { contextOf, openPglite, type TestDatabase } from './fixture/database.ts'
import { customer, done, eightCustomers, records, views, type Order } from './fixture/orders.ts'
import { shop } from './fixture/shop.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openPglite()
})
afterAll(() => database.stop())
beforeEach(async () => {
  await database.reset(eightCustomers)
  await database.behind('delete from shop.invoices')
  database.statements.length = 0
})

const erase = (...orders: Order[]): Promise<readonly (readonly Outcome[])[]> =>
  shop.erase(orders, contextOf(database))
const updates = (): string[] => database.statements.filter((statement) => /\bupdate\b/.test(statement))
const nameOf = (id: number): Promise<Record<string, unknown>[]> =>
  database.behind(`select full_name from shop.customers where id = ${id}`)

test('a part of a row that goes is not emptied before, and is done with it', async () => {
  const parts = [records('names', '1'), records('logins', '1')]
  expect(await erase(customer(1, ...parts, records('customers', '1'), views(10)))).toEqual([
    [done(1), done(1), done(1), done(10)],
  ])
  expect(updates()).toEqual([])
  expect(await nameOf(1)).toEqual([])
  expect(await erase(customer(1, ...parts, records('customers', '1')))).toEqual([[done(0), done(0), done(0)]])
})

test('a part whose row stays after all is emptied by itself', async () => {
  const blocked = { status: 'failed', failure: { code: 'blocked', by: 'views' }, done: 0 }
  const stale = { status: 'stale', refs: [] }
  const order = [records('names', '1'), records('customers', '1'), views(9)]
  expect(await erase(customer(1, ...order))).toEqual([[done(1), blocked, stale]])
  expect(updates()).toHaveLength(1)
  expect(await nameOf(1)).toEqual([{ full_name: null }])
})

test('a part of another row, or of another person’s order, is none of it', async () => {
  const whole = [records('customers', '1'), views(10)]
  expect(await erase(customer(1, ...whole), customer(2, records('names', '2')))).toEqual([
    [done(1), done(10)],
    [done(1)],
  ])
  expect(await nameOf(2)).toEqual([{ full_name: null }])
  expect(await erase(customer(3, records('names', '4'), records('customers', '3'), views(10)))).toMatchObject(
    [[{ status: 'stale', refs: ['4'] }, { failure: { code: 'blocked', by: 'names' } }, { status: 'done' }]],
  )
  expect(await nameOf(4)).toEqual([{ full_name: 'Name 4' }])
})

test('a set past its ceiling is put back, with all that went before it', async () => {
  const outcomes = await erase(customer(5, views(9)), customer(6, views(10), records('customers', '6')))
  expect(outcomes).toEqual([[{ status: 'stale', refs: [] }], [done(10), done(1)]])
  const rows = await database.behind('select count(*)::int as count from shop.page_views')
  expect(rows).toEqual([{ count: 70 }])
})
