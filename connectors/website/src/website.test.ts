import { readFileSync } from 'node:fs'
import type { Context } from '@rechtop/connector'
import type { SqlClient, SqlConfig } from '@rechtop/connector/sql'
import { connect, pgliteSystem } from '@rechtop/connector/testing'
import { beforeEach, expect, test } from 'vitest'
import { website } from './website.ts'

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')

const { create, database } = pgliteSystem({
  schema,
  async plant(_role, insert) {
    const made = { created_at: '2024-01-01T00:00:00Z', password_hash: 'secret hash' }
    await insert(
      'website.accounts',
      { ...made, id: 'A-1', username: 'noor', email: 'noor@example.nl', plan: 'demo' },
      {
        ...made,
        id: 'A-2',
        username: 'tom',
        email: 'tom@bakery.example',
        plan: 'customer',
        customer_number: 'B-2',
      },
      {
        ...made,
        id: 'A-3',
        username: 'eva',
        email: 'eva@example.nl',
        plan: 'customer',
        customer_number: 'P-3',
      },
    )
    const views = [1, 2, 3].map((day) => ({
      account_id: 'A-1',
      viewed_at: `2024-02-0${day}T12:00:00Z`,
      cookie_id: 'c-1',
    }))
    const chosen = { chosen_at: '2024-01-01T00:00:00Z' }
    await insert('website.page_views', ...views, { viewed_at: '2024-02-04T12:00:00Z', cookie_id: 'c-2' })
    await insert(
      'website.cookie_choices',
      { ...chosen, cookie_id: 'c-1', account_id: 'A-1' },
      { ...chosen, cookie_id: 'c-2' },
    )
    return { identifiers: [], records: {} }
  },
})

const account = (key: string) => ({ match: 'account', key })
const rows = async (statement: string) => (await (await database()).query(statement)).rows
const connected = async () => {
  const system = await create()
  await system.plant('target')
  return connect(website, system)
}
async function opened(): Promise<Context<SqlConfig, SqlClient>> {
  const config = website.config.parse({ database: await database() })
  const client = await website.open(config)
  return { config, client, signal: new AbortController().signal, now: () => new Date(), log: () => {} }
}
let connector: Awaited<ReturnType<typeof connected>>
beforeEach(async () => {
  connector = await connected()
})

test('an account is a demo, a demo that nobody tried, or a customer’s, and only one of them', async () => {
  const ask = { unusedDemoAccounts: {}, demoAccounts: {}, customerAccounts: {} }
  const heldAs = async (id: string) =>
    (await connector.export(account(id), ask)).map(({ holding }) => holding)
  expect(await heldAs('A-1')).toEqual(['unusedDemoAccounts'])
  const signedIn = '2024-03-01T09:00:00Z'
  await (await database()).exec(`update website.accounts set last_login_at = '${signedIn}' where id = 'A-1'`)
  const [tried] = await connector.export(account('A-1'), { demoAccounts: {} })
  expect(tried?.data).toMatchObject({ lastLoginAt: signedIn })
  expect(await heldAs('A-1')).toEqual(['demoAccounts'])
  expect(await heldAs('A-2')).toEqual(['customerAccounts'])
})

test('who is due is named by what is theirs alone', async () => {
  await (await database()).exec(`update website.accounts set plan = 'demo', phone = '06 0000 1234'`)
  const asks = [{ holding: 'unusedDemoAccounts', before: '2024-01-02', first: 10 }] as const
  const found = await Array.fromAsync(website.due?.(asks, await opened()) ?? [])
  expect(found.map(({ by }) => by)).toEqual([
    [
      { kind: 'email', value: 'noor@example.nl' },
      { kind: 'accountId', value: 'A-1' },
    ],
    // the number of a business customer is the company's
    [
      { kind: 'email', value: 'tom@bakery.example' },
      { kind: 'accountId', value: 'A-2' },
    ],
    [
      { kind: 'email', value: 'eva@example.nl' },
      { kind: 'customerNumber', value: 'P-3' },
      { kind: 'accountId', value: 'A-3' },
    ],
  ])
})

test('a password hash is never exported', async () => {
  const everything = Object.fromEntries(Object.keys(website.holdings).map((holding) => [holding, {}]))
  const exported = await connector.export(account('A-1'), everything)
  expect(JSON.stringify(exported)).not.toContain('secret hash')
  expect(exported.length).toBeGreaterThan(0)
})

test('an account cannot be erased under the other kind of account', async () => {
  const line = { key: '1', holding: 'customerAccounts', action: 'erase', select: { refs: ['A-1'] } } as const
  await connector.erase(account('A-1'), line)
  expect(await rows(`select id from website.accounts where id = 'A-1'`)).toHaveLength(1)
})

test('page views are cut by their date, in one stroke', async () => {
  const select = { all: true, before: '2024-02-03', ceiling: 3 } as const
  const line = { key: '1', holding: 'pageViews', action: 'erase', select } as const
  expect(await connector.erase(account('A-1'), line)).toEqual([{ status: 'done', count: 2 }])
  expect(await rows('select cookie_id from website.page_views order by id')).toEqual([
    { cookie_id: 'c-1' },
    { cookie_id: 'c-2' },
  ])
})

test('a browser without an account is found by its cookie, with what was looked at in it', async () => {
  const located = await connector.find({ kind: 'cookieId', value: 'c-2' })
  expect(located).toMatchObject({ status: 'found', matches: [{ locator: { match: 'browser', key: 'c-2' } }] })
  const items = await connector.export(
    { match: 'browser', key: 'c-2' },
    { browserPageViews: {}, browserCookieChoices: {} },
  )
  expect(items.map(({ holding }) => holding)).toEqual(['browserPageViews', 'browserCookieChoices'])
})

test('the number of a business customer names the company, that of a private one the person', async () => {
  const learned = async (value: string) => {
    const located = await connector.find({ kind: 'email', value })
    const all = located.status === 'found' ? located.matches.flatMap((match) => match.learned) : []
    return all.find(({ kind }) => kind === 'customerNumber')
  }
  expect(await learned('tom@bakery.example')).toMatchObject({ value: 'B-2', of: 'party' })
  expect(await learned('eva@example.nl')).toMatchObject({ value: 'P-3', of: 'person' })
})

test('an account is restricted since the first time that it was asked, and let go again', async () => {
  const context = await opened()
  const restrict = (restricted: boolean, year: number) => {
    const now = (): Date => new Date(Date.UTC(year, 0))
    return website.restrict?.([{ key: 'r', locator: account('A-1'), restricted }], { ...context, now })
  }
  const since = () => rows('select id, restricted_at from website.accounts where restricted_at is not null')
  expect(await restrict(true, 2026)).toEqual([{ status: 'done', count: 1 }])
  await restrict(true, 2027)
  expect(await since()).toEqual([{ id: 'A-1', restricted_at: new Date('2026-01-01T00:00:00Z') }])
  expect(await connector.find({ kind: 'accountId', value: 'A-1' })).toMatchObject({
    status: 'found',
    matches: [{ restricted: true }],
  })
  await restrict(false, 2028)
  expect(await since()).toEqual([])
})
