import { expect, test } from 'vitest'
import { contextOf } from './fixture/database.ts'
import { customer, done, eightCustomers, records, views, type Line } from './fixture/orders.ts'
import { shop } from './fixture/shop.ts'
import { shopForEachTest } from './fixture/shop-for-each-test.ts'

const { database, erase, count } = shopForEachTest()

test('of eight orders only the blocked one fails, and of its lines only the blocked and what waits for it', async () => {
  await database().behind(`insert into shop.disputes values (1, 5)`)
  const orders = Array.from({ length: 8 }, (_, index) =>
    customer(
      index + 1,
      records('customers', String(index + 1)),
      records('bills', index === 0 ? '8' : String(index)),
      records('names', String(index + 1)),
    ),
  )
  // customers still have other invoices: their own lines fail at the end, all of them
  await database().behind(`delete from shop.page_views`)
  await database().behind(`delete from shop.invoices where id > 8`)
  const outcomes = await erase(...orders)
  expect(outcomes.filter((order) => order.every(({ status }) => status === 'done'))).toHaveLength(7)
  expect(outcomes[5]).toEqual([
    { status: 'failed', failure: { code: 'blocked', by: 'bills' }, done: 0 },
    { status: 'failed', failure: { code: 'blocked', by: 'a row in another table refers to it' }, done: 0 },
    done(1),
  ])
  expect(await database().behind(`select id::int, full_name from shop.customers`)).toEqual([
    { id: 6, full_name: null },
  ])
  expect(await database().behind(`select id::int from shop.invoices`)).toEqual([{ id: 5 }])
  await database().behind(`delete from shop.disputes`)
  expect((await erase(...orders)).flat().every(({ status }) => status === 'done')).toBe(true)
  expect([await count('customers'), await count('invoices')]).toEqual([0, 0])
})

test('a line waits for stale lines of the holdings before it, in its own order only', async () => {
  await database().behind(`delete from shop.invoices`)
  const row = (id: number): Line => records('customers', String(id))
  expect(await erase(customer(1, row(1), views(9)), customer(2, row(2), views(10)))).toEqual([
    [
      { status: 'failed', failure: { code: 'blocked', by: 'views' }, done: 0 },
      { status: 'stale', refs: [] },
    ],
    [done(1), done(10)],
  ])
})

const conflictsUntil = (tries: number): Promise<unknown[]> =>
  Promise.all([
    database().behind(`create sequence shop.tries`),
    database().behind(`create function shop.conflict() returns trigger language plpgsql as $$ begin
        if nextval('shop.tries') <= ${tries} then raise exception 'busy' using errcode = '40P01'; end if;
        return old; end $$`),
    database().behind(
      `create trigger conflict before delete on shop.invoices for each row execute function shop.conflict()`,
    ),
  ])

test('a deadlock is tried again, and said when it stays', async () => {
  await conflictsUntil(3)
  expect(await erase(customer(1, records('bills', '8')))).toEqual([[done(1)]])
  await database().reset(eightCustomers)
  await conflictsUntil(1000)
  expect(await erase(customer(1, records('bills', '8'), records('names', '1')))).toEqual([
    [{ status: 'failed', failure: { code: 'transient' }, done: 0 }, done(1)],
  ])
})

test('no text of a failure repeats what was asked', async () => {
  const canary = 'canary@example.nl'
  const outcomes = await erase(customer(1, views(99, canary)))
  expect(outcomes).toMatchObject([[{ status: 'failed', failure: { code: 'permanent' } }]])
  expect(JSON.stringify(outcomes)).not.toContain(canary)
  const counting = shop.count?.(
    [{ match: 'customer', key: '1' }],
    [{ holding: 'views', before: canary }],
    contextOf(database()),
  )
  const thrown: unknown = await counting?.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Error)
  if (thrown instanceof Error)
    expect(`${thrown.message} ${thrown.stack} ${String(thrown.cause)}`).not.toContain(canary)
})

test('nothing is done once the call is ended', async () => {
  const reason = new Error('ended')
  const calling = shop.erase(
    [customer(1, records('names', '1'))],
    contextOf(database(), AbortSignal.abort(reason)),
  )
  await expect(calling).rejects.toBe(reason)
  expect(database().statements).toEqual([])
})
