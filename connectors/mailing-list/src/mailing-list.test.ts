import { readFileSync } from 'node:fs'
import type { Context } from '@rechtop/connector'
import type { SqlClient, SqlConfig } from '@rechtop/connector/sql'
import { connect, pgliteSystem } from '@rechtop/connector/testing'
import { beforeEach, expect, test } from 'vitest'
import { mailingList } from './mailing-list.ts'

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
const since = { created_at: '2020-01-01T00:00:00Z' }

const { create, database } = pgliteSystem({
  schema,
  async plant(_role, insert) {
    await insert('mailing_list.owners', { name: 'Bakery' }, { name: 'Garage' })
    await insert('mailing_list.lists', { name: 'Newsletter' }, { name: 'Eaters', owner_id: 1 })
    await insert(
      'mailing_list.contacts',
      { ...since, email: 'Noor@Example.nl', given_name: 'Noor' },
      { ...since, email: 'noor@example.nl', owner_id: 1 },
      { ...since, email: 'noor@example.nl', owner_id: 2 },
      { ...since, email: 'tom@example.nl', owner_id: 1 },
    )
    const subscription = { status: 'active' }
    await insert(
      'mailing_list.subscriptions',
      { ...subscription, contact_id: 1, list_id: 1 },
      { ...subscription, contact_id: 2, list_id: 2 },
    )
    return { identifiers: [], records: {} }
  },
})

const noor = { match: 'contact', key: '1' }
const rows = async (statement: string) => (await (await database()).query(statement)).rows
const emails = () => rows('select id, email from mailing_list.contacts order by id')
const opened = async (): Promise<Context<SqlConfig, SqlClient>> => {
  const config = mailingList.config.parse({ database: await database() })
  const { signal } = new AbortController()
  const now = (): Date => new Date('2026-01-01T00:00:00Z')
  return { config, client: await mailingList.open(config), signal, now, log: () => {} }
}
const connected = async () => {
  const system = await create()
  await system.plant('target')
  return connect(mailingList, system)
}
let connector: Awaited<ReturnType<typeof connected>>
beforeEach(async () => {
  connector = await connected()
})

test('somebody on our list and on the lists of customers: one match, and a referral per customer', async () => {
  expect(await connector.find({ kind: 'email', value: 'noor@example.nl' })).toMatchObject({
    status: 'found',
    matches: [{ locator: noor }],
    referrals: [
      { holding: 'customersLists', controller: { id: '1', label: 'Bakery' }, count: 1 },
      { holding: 'customersLists', controller: { id: '2', label: 'Garage' }, count: 1 },
    ],
  })
})

test('somebody on a customer’s list only is told of it, and has no match that could be erased', async () => {
  expect(await connector.find({ kind: 'email', value: 'tom@example.nl' })).toEqual({
    status: 'found',
    matches: [],
    referrals: [{ holding: 'customersLists', controller: { id: '1', label: 'Bakery' }, count: 1 }],
  })
})

test('a subscription says the name of its list', async () => {
  const [subscription] = await connector.export(noor, { subscriptions: {} })
  expect(subscription?.data).toMatchObject({ list: 'Newsletter', status: 'active' })
})

test('erasing our contact leaves the customers’ contacts with the same address', async () => {
  const outcomes = await connector.erase(
    noor,
    { key: '1', holding: 'names', action: 'erase', select: { refs: ['1'] } },
    { key: '2', holding: 'subscriptions', action: 'erase', select: { refs: ['1'] } },
    { key: '3', holding: 'emailAddresses', action: 'erase', select: { refs: ['1'] } },
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
  expect(await emails()).toEqual([
    { id: 2, email: 'noor@example.nl' },
    { id: 3, email: 'noor@example.nl' },
    { id: 4, email: 'tom@example.nl' },
  ])
})

test('a customer’s contact can be neither exported nor erased, even by its key', async () => {
  const theirs = { match: 'contact', key: '2' }
  const all = { names: {}, emailAddresses: {}, subscriptions: {}, mailEvents: {} }
  expect(await connector.export(theirs, all)).toEqual([])
  const under = () => rows('select contact_id, kind from mailing_list.mail_events')
  await rows(`insert into mailing_list.mail_events (contact_id, kind, at) values (2, 'open', now())`)
  const before = [await emails(), await rows('select * from mailing_list.subscriptions'), await under()]
  await connector.erase(
    theirs,
    { key: '1', holding: 'emailAddresses', action: 'erase', select: { refs: ['2'] } },
    { key: '2', holding: 'subscriptions', action: 'erase', select: { refs: ['2'] } },
    { key: '3', holding: 'mailEvents', action: 'erase', select: { all: true, ceiling: 10 } },
  )
  expect([await emails(), await rows('select * from mailing_list.subscriptions'), await under()]).toEqual(
    before,
  )
})

test('withdrawing the consent unsubscribes, once, and leaves who subscribed when', async () => {
  await rows(`update mailing_list.subscriptions set subscribed_at = '2024-01-01T00:00:00Z'`)
  const withdraw = async (key: string) => {
    const lines = [{ key: 'w', holding: 'subscriptions', purpose: 'newsletter' }] as const
    return mailingList.withdrawConsent?.([{ locator: { match: 'contact', key }, lines }], await opened())
  }
  const subscription = { id: 1, subscribed_at: new Date('2024-01-01T00:00:00Z') }
  const theirs = { ...subscription, id: 2, status: 'active', unsubscribed_at: null }
  const unsubscribed_at = new Date('2026-01-01T00:00:00Z')
  for (const count of [1, 0]) {
    expect(await withdraw('1')).toEqual([[{ status: 'done', count }]])
    expect(
      await rows(
        'select id, status, subscribed_at, unsubscribed_at from mailing_list.subscriptions order by id',
      ),
    ).toEqual([{ ...subscription, status: 'unsubscribed', unsubscribed_at }, theirs])
  }
})

test('an address is put on the list of whom not to take in, and off it, whether it is known or not', async () => {
  const suppress = async (suppressed: boolean, value: string) =>
    mailingList.suppress?.(
      [{ key: 's', identifiers: [{ kind: 'email', value }], suppressed }],
      await opened(),
    )
  const listed = () =>
    rows('select email, since is not null as dated from mailing_list.suppressed order by 1')
  const before = await emails()
  expect(await suppress(true, ' Noor@Example.nl')).toEqual([{ status: 'done', count: 1 }])
  expect(await suppress(true, 'noor@example.nl')).toEqual([{ status: 'done', count: 0 }])
  expect(await suppress(true, 'nobody@example.nl')).toEqual([{ status: 'done', count: 1 }])
  expect(await listed()).toEqual(
    ['nobody@example.nl', 'noor@example.nl'].map((email) => ({ email, dated: true })),
  )
  expect(await suppress(false, 'NOOR@example.nl')).toEqual([{ status: 'done', count: 1 }])
  expect(await listed()).toEqual([{ email: 'nobody@example.nl', dated: true }])
  expect(await emails()).toEqual(before)
})

test('a wrong name is corrected, and a customer’s contact is none of ours to correct', async () => {
  const correct = async (key: string) => {
    const lines = [{ key: 'c', holding: 'names', ref: key, fields: { familyName: 'Jansen' } }] as const
    return mailingList.rectify?.([{ locator: { match: 'contact', key }, lines }], await opened())
  }
  expect(await correct('1')).toEqual([[{ status: 'done', count: 1 }]])
  expect(await correct('2')).toEqual([[{ status: 'stale', refs: ['2'] }]])
  expect(await rows('select id from mailing_list.contacts where family_name is not null')).toEqual([
    { id: 1 },
  ])
})
