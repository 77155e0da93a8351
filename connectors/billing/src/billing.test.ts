import { readFileSync } from 'node:fs'
import { connect, pgliteSystem } from '@rechtop/connector/testing'
import { beforeAll, expect, test } from 'vitest'
import { billing } from './billing.ts'

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
const empty = { identifiers: [], records: {} }
const billed = {
  issued_on: '2024-05-01',
  amount: '121.00',
  vat_amount: '21.00',
  currency: 'EUR',
  billed_to: 'Noor',
}

const { create, database } = pgliteSystem({
  schema,
  async plant(_role, insert) {
    const since = { created_at: '2020-01-01T00:00:00Z' }
    await insert(
      'billing.customers',
      {
        ...since,
        number: 'P-1',
        kind: 'private',
        email: 'noor@example.nl',
        phone: '06 0000 0001',
        given_name: 'Noor',
      },
      { ...since, number: 'B-2', kind: 'business', email: 'info@bakery.example', phone: '06 0000 0002' },
      { ...since, number: 'P-3', kind: 'private', email: 'jan@@example.nl ', family_name: 'de Boer' },
    )
    const sent = { sent_to: 'noor@example.nl', contact_note: 'Call her.', lines: [] }
    await insert('billing.invoices', { customer_id: 1, number: '2024-1', ...billed, ...sent })
    return empty
  },
})

const connected = async () => {
  const system = await create()
  await system.plant('target')
  return connect(billing, system)
}
let connector: Awaited<ReturnType<typeof connected>>
beforeAll(async () => {
  connector = await connected()
})

const customer = (key: number) => ({ match: 'customer', key: String(key) })
const rows = async (statement: string) => (await (await database()).query(statement)).rows

test('reducing an invoice takes the mailbox and the note, and nothing that an invoice needs', async () => {
  const [invoice] = await connector.export(customer(1), { invoices: {} })
  const select = { refs: [invoice?.ref ?? ''] }
  const line = {
    key: '1',
    holding: 'invoices',
    action: 'reduce',
    fields: ['sentTo', 'contactNote'],
    select,
  } as const
  expect(await connector.erase(customer(1), line)).toEqual([{ status: 'done', count: 1 }])
  expect(await rows('select * from billing.invoices')).toMatchObject([
    { number: '2024-1', amount: '121.00', billed_to: 'Noor', sent_to: null, contact_note: null },
  ])
})

test('the customer row cannot go while an invoice needs it', async () => {
  const line = { key: '2', holding: 'organisations', action: 'erase', select: { refs: ['1'] } } as const
  expect(await connector.erase(customer(1), line)).toMatchObject([{ status: 'failed' }])
  expect(await rows('select number from billing.customers where id = 1')).toEqual([{ number: 'P-1' }])
})

test('what a company gives as its address names the company, what a person gives names the person', async () => {
  const learned = async (value: string) => {
    const located = await connector.find({ kind: 'email', value })
    return located.status === 'found'
      ? located.matches.flatMap((match) => match.learned.map((one) => one.of))
      : []
  }
  expect(new Set(await learned('info@bakery.example'))).toEqual(new Set(['party']))
  expect(new Set(await learned('noor@example.nl'))).toEqual(new Set(['person']))
})

test('a malformed address is found by customer number, and exported as it is stored', async () => {
  expect(await connector.find({ kind: 'email', value: 'jan@example.nl' })).toMatchObject({ status: 'absent' })
  const located = await connector.find({ kind: 'customerNumber', value: 'P-3' })
  expect(located).toMatchObject({ status: 'found', matches: [{ locator: customer(3), certainty: 'equal' }] })
  const [address] = await connector.export(customer(3), { emailAddresses: {} })
  expect(address?.data).toMatchObject({ address: 'jan@@example.nl ' })
})

test('gender and job title have a purpose of their own, so that they can go while the name stays', () => {
  const { purposes } = billing.holdings.names
  const untilAsked = purposes.filter(({ keep }) => keep === 'until-asked').flatMap(({ fields }) => fields)
  expect(untilAsked).toEqual(['gender', 'jobTitle'])
})
