import { readFileSync } from 'node:fs'
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
const emails = async () =>
  (await (await database()).query('select id, email from mailing_list.contacts order by id')).rows
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
  expect(await connector.export(theirs, { names: {}, emailAddresses: {} })).toEqual([])
  const before = await emails()
  const line = { key: '1', holding: 'emailAddresses', action: 'erase', select: { refs: ['2'] } } as const
  await connector.erase(theirs, line)
  expect(await emails()).toEqual(before)
})
