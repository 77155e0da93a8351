import { beforeEach, expect, test } from 'vitest'
import { customer, done, records, type Line } from './fixture/orders.ts'
import { shopForEachTest } from './fixture/shop-for-each-test.ts'

const { database, erase } = shopForEachTest()
const reducing = (id: string): Line => ({
  key: 'c',
  holding: 'customers',
  action: 'reduce',
  fields: ['email', 'phone'],
  select: { refs: [id] },
})
/** The name, the login and the addresses: columns of one row, of which the last waits for the others. */
const wholeRow = (id: string): readonly Line[] => [reducing(id), records('names', id), records('logins', id)]
const updates = (): string[] => database().statements.filter((one) => /update "shop"."customers"/i.test(one))
const rowOf = async (id: number): Promise<unknown[]> => {
  const [row = {}] = await database().behind(
    `select email, phone, full_name, login like 'erased-%' as login, password_hash from shop.customers where id = ${id}`,
  )
  return Object.values(row)
}
const emptied = [null, null, null, true, null]

beforeEach(() => database().behind(`update shop.customers set phone = '0612345678'`))

test('the columns of one row are emptied by one update, for however many people', async () => {
  const ids = [1, 2, 3]
  const outcomes = await erase(...ids.map((id) => customer(id, ...wholeRow(String(id)))))
  expect(outcomes).toEqual(ids.map(() => [done(1), done(1), done(1)]))
  expect(updates()).toHaveLength(1)
  expect(await Promise.all(ids.map(rowOf))).toEqual([emptied, emptied, emptied])
  expect((await rowOf(4))[4]).toBe('hash')
})

test('what was emptied since is counted by itself', async () => {
  await database().behind(`update shop.customers set full_name = null where id = 2`)
  const outcomes = await erase(customer(1, ...wholeRow('1')), customer(2, ...wholeRow('2')))
  expect(outcomes).toEqual([
    [done(1), done(1), done(1)],
    [done(1), done(0), done(1)],
  ])
  expect(await Promise.all([1, 2].map(rowOf))).toEqual([emptied, emptied])
  expect(await erase(customer(1, ...wholeRow('1')))).toEqual([[done(0), done(0), done(0)]])
})

test('a row that is gone is done, and one of somebody else is stale and left', async () => {
  await database().behind(`delete from shop.page_views where customer_id = 1`)
  await database().behind(`delete from shop.invoices where customer_id = 1`)
  await database().behind(`delete from shop.customers where id = 1`)
  const before = await rowOf(3)
  const stale = { status: 'stale', refs: ['3'] }
  const outcomes = await erase(customer(1, ...wholeRow('1')), customer(2, ...wholeRow('3')))
  expect(outcomes[0]).toEqual([done(0), done(0), done(0)])
  expect(outcomes[1]?.slice(1)).toEqual([stale, stale])
  expect(outcomes[1]?.[0]?.status).toBe('failed')
  expect(await rowOf(3)).toEqual(before)
})

test('one that has to wait for what is not done keeps the others from nothing', async () => {
  const outcomes = await erase(customer(1, ...wholeRow('1'), records('bills', '9')))
  expect(outcomes).toEqual([
    [
      { status: 'failed', failure: { code: 'blocked', by: 'bills' }, done: 0 },
      done(1),
      done(1),
      { status: 'stale', refs: ['9'] },
    ],
  ])
  expect(await rowOf(1)).toEqual(['c1@example.nl', '0612345678', null, true, null])
})

test('what the database refuses fails alone', async () => {
  await database().behind(
    `alter table shop.customers add constraint named check (id <> 2 or full_name is not null)`,
  )
  const outcomes = await erase(customer(1, ...wholeRow('1')), customer(2, ...wholeRow('2')))
  await database().behind(`alter table shop.customers drop constraint named`)
  expect(outcomes[0]).toEqual([done(1), done(1), done(1)])
  expect(outcomes[1]?.map(({ status }) => status)).toEqual(['failed', 'failed', 'done'])
  expect(await rowOf(1)).toEqual(emptied)
  expect(await rowOf(2)).toEqual(['c2@example.nl', '0612345678', 'Name 2', true, null])
})

const reduced = (holding: 'bills' | 'drafts', field: 'sentTo' | 'total', ...refs: string[]): Line => {
  return { key: `${holding} ${field}`, holding, action: 'reduce', fields: [field], select: { refs } }
}
const invoices = (): Promise<unknown[]> =>
  database().behind(
    `select id::int, sent_to is null as sent, total is null as total from shop.invoices where id in (8, 16, 24) order by id`,
  )

test('a row that is not of one of the holdings is emptied of nothing that this one ordered', async () => {
  const lines = (ref: string): Line[] => [reduced('bills', 'sentTo', ref), reduced('drafts', 'total', ref)]
  const stale = (ref: string) => ({ status: 'stale', refs: [ref] })
  expect(await erase(customer(1, ...lines('8')))).toEqual([[done(1), stale('8')]])
  expect(await erase(customer(1, ...lines('24')))).toEqual([[stale('24'), done(1)]])
  expect(await invoices()).toEqual([
    { id: 8, sent: true, total: false },
    { id: 16, sent: false, total: false },
    { id: 24, sent: false, total: true },
  ])
})

test('rows that are not the same are emptied each of what was ordered of it', async () => {
  const lines = [reduced('bills', 'sentTo', '8', '16'), reduced('bills', 'total', '16')]
  expect(await erase(customer(1, ...lines))).toEqual([[done(2), done(1)]])
  expect(await invoices()).toEqual([
    { id: 8, sent: true, total: false },
    { id: 16, sent: true, total: true },
    { id: 24, sent: false, total: false },
  ])
})
