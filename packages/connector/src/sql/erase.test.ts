import { describe, expect, test } from 'vitest'
import { browser, customer, done, records, views, type Line, type Order } from './fixture/orders.ts'
import { shopForEachTest } from './fixture/shop-for-each-test.ts'

const { database, erase, count } = shopForEachTest()

describe('records', () => {
  test('only what is ordered goes; what is gone already is done', async () => {
    expect(await erase(customer(1, records('bills', '8', '77', '8')))).toEqual([[done(1)]])
    expect(await count('invoices')).toBe(23)
    expect(await erase(customer(1, records('bills', '8', '77')), customer(2))).toEqual([[done(0)], []])
    expect(await erase()).toEqual([])
    expect(await erase(customer(1, records('bills')))).toEqual([[done(0)]])
    expect(await count('invoices')).toBe(23)
  })

  test('a line with a reference of another owner, or of another holding on the table, does nothing', async () => {
    const outcomes = await erase(customer(1, records('bills', '8', '9', '24', '16'), records('drafts', '24')))
    expect(outcomes).toEqual([[{ status: 'stale', refs: ['9', '24'] }, done(1)]])
    expect(await count('invoices')).toBe(23)
  })

  test('a reference of another namespace is stale, and asks the database nothing', async () => {
    expect(await erase(customer(1, records('bills', '8', 'F8', "8' or true", '8\0')))).toEqual([
      [{ status: 'stale', refs: ['F8', "8' or true", '8\0'] }],
    ])
    expect(database().statements).toEqual([])
    const elsewhere = {
      locator: { match: 'browser', key: browser },
      lines: [records('bills', '8'), views(99)],
    }
    expect(await erase(elsewhere)).toEqual([[{ status: 'stale', refs: ['8'] }, done(0)]])
    expect(await count('page_views')).toBe(80)
  })

  test('a part is emptied, with what is never read; not-null text becomes unique and says nothing', async () => {
    const outcomes = await erase(
      customer(1, records('names', '1'), records('logins', '1')),
      customer(2, records('logins', '2')),
    )
    expect(outcomes).toEqual([[done(1), done(1)], [done(1)]])
    const rows = await database().behind(
      `select full_name, login, password_hash, email from shop.customers where id < 4 order by id`,
    )
    expect(rows[0]).toEqual({
      full_name: null,
      login: expect.stringMatching(/^erased-/),
      password_hash: null,
      email: 'c1@example.nl',
    })
    expect(rows[1]).toMatchObject({ full_name: 'Name 2', login: expect.stringMatching(/^erased-/) })
    expect(rows[2]).toMatchObject({ login: 'login3', password_hash: 'hash' })
    expect(rows[0]?.['login']).not.toBe(rows[1]?.['login'])

    expect(await erase(customer(1, records('logins', '1')))).toEqual([[done(0)]])
    const again = await database().behind(`select login from shop.customers where id = 1`)
    expect(again[0]?.['login']).toBe(rows[0]?.['login'])
  })

  test('a holding whose rows stay is emptied and never deleted', async () => {
    const order: Order = {
      locator: { match: 'browser', key: browser },
      lines: [{ key: 'b', holding: 'browsers', action: 'erase', select: { refs: [browser] } }],
    }
    expect(await erase(order)).toEqual([[done(1)]])
    expect(await database().behind(`select * from shop.browsers`)).toEqual([
      { id: browser, cookie: 'cookie', token: null },
    ])
  })

  test('reducing empties the named fields of the named rows, and says what it cannot', async () => {
    const reduce = (...fields: ('number' | 'sentTo' | 'total' | 'summary')[]): Line => ({
      key: fields.join(),
      holding: 'bills',
      action: 'reduce',
      fields,
      select: { refs: ['8'] },
    })
    expect(await erase(customer(1, reduce('sentTo', 'total'), reduce('number')))).toEqual([
      [done(1), done(1)],
    ])
    expect(await erase(customer(1, reduce('sentTo', 'total'), reduce('number')))).toEqual([
      [done(0), done(0)],
    ])
    expect(await erase(customer(1, reduce('summary')))).toMatchObject([[{ status: 'unsupported' }]])
    expect(await count('invoices', 'sent_to is null')).toBe(1)
    expect(await database().behind(`select number, total from shop.invoices where id = 8`)).toEqual([
      { number: expect.stringMatching(/^erased-/), total: null },
    ])
  })
})

describe('sets', () => {
  test('all of the owner’s rows, or those before a date; rows without a date stay', async () => {
    const ofThree = `customer_id = 3`
    expect(await erase(customer(3, views(99, '2024-01-02')))).toEqual([[done(3)]])
    expect(await count('page_views', ofThree)).toBe(7)
    expect(await erase(customer(3, views(99, '2030-01-01T00:00:00Z')))).toEqual([[done(6)]])
    expect(await count('page_views', `${ofThree} and viewed_at is null`)).toBe(1)
    expect(await erase(customer(3, views(1)))).toEqual([[done(1)]])
    expect(await count('page_views')).toBe(70)
  })

  test('past its ceiling a set is stale and whole, beside others that go', async () => {
    const outcomes = await erase(
      customer(1, views(9)),
      customer(2, views(10)),
      customer(3, views(Number.NaN)),
    )
    expect(outcomes).toEqual([[{ status: 'stale', refs: [] }], [done(10)], [{ status: 'stale', refs: [] }]])
    expect(await count('page_views')).toBe(70)
  })

  test('reducing a set empties its fields', async () => {
    const line: Line = {
      key: 'ip',
      holding: 'views',
      action: 'reduce',
      fields: ['ip'],
      select: { all: true, ceiling: 10 },
    }
    expect(await erase(customer(1, line))).toEqual([[done(10)]])
    expect(await erase(customer(1, line))).toEqual([[done(0)]])
    expect(await count('page_views', 'ip is null')).toBe(10)
  })

  test('a line that selects nothing is refused, not taken as everything', async () => {
    // as a plan could come out of a store that a later version wrote
    const line = JSON.parse('{"key":"x","holding":"views","action":"erase","select":{}}') as Line
    expect(await erase(customer(1, line))).toMatchObject([
      [{ status: 'failed', failure: { code: 'permanent' } }],
    ])
    expect(await count('page_views')).toBe(80)
  })
})
