import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type SqlSystem } from '@rechtop/connector/testing'
import { billing } from './billing.ts'

const people = {
  target: { name: 'Tineke', email: ' Tineke.Jansen@Example.nl', number: 'P-10', phone: '06 0000 1234' },
  neighbour: {
    name: 'Martine',
    email: 'mar.tineke.jansen@example.nl',
    number: 'P-100',
    phone: '+31 6 0000 1235',
  },
  stranger: { name: 'Willem', email: 'willem@example.com', number: 'P-77', phone: '06 0000 7777' },
}

const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const { name, email, number, phone } = people[role]
  const several = Array.from({ length: count }, (_, index) => index + 1)
  const person = {
    given_name: name,
    family_name: `${name}-family`,
    gender: `${name}-gender`,
    job_title: `${name}-job`,
  }
  const address = {
    street: `${name}-street`,
    house_number: `${name}-house`,
    postal_code: `${name}-code`,
    city: `${name}-city`,
    country: `${name}-country`,
  }
  const organisation = {
    organisation_name: `${name}-organisation`,
    chamber_of_commerce_number: `${name}-chamber`,
    vat_number: `${name}-vat`,
    website_domain: `${name}-domain`,
    contract_ends_on: '2024-12-31',
  }
  const row = { number, kind: 'private', email, phone, ...person, ...address, ...organisation }
  const made = { created_at: '2020-01-01T00:00:00Z' }
  const [{ id: customer = null } = {}] = await insert('billing.customers', { ...row, ...made })
  const money = { amount: '121.00', currency: 'EUR' }
  const invoices = several.map((nth) => ({
    ...money,
    number: `${name}-invoice-${nth}`,
    issued_on: day(nth),
    description: `${name}-delivered-${nth}`,
    vat_amount: '21.00',
    billed_to: `${name}-billed-to-${nth}`,
    sent_to: `${name}-sent-to-${nth}@example.nl`,
    contact_note: `${name}-note-${nth}`,
    lines: [{ description: `${name}-line-${nth}`, amount: '100.00' }],
  }))
  await insert('billing.invoices', ...invoices.map((invoice) => ({ customer_id: customer, ...invoice })))
  const payments = several.map((nth) => ({
    ...money,
    invoice_number: `${name}-invoice-${nth}`,
    paid_on: day(nth + 30),
    method: `${name}-method-${nth}`,
    payer_name: `${name}-payer-${nth}`,
    payer_iban: `${name}-payer-iban-${nth}`,
  }))
  await insert('billing.payments', ...payments.map((payment) => ({ customer_id: customer, ...payment })))
  const mandates = several.map((nth) => ({
    reference: `${name}-mandate-${nth}`,
    iban: `${name}-iban-${nth}`,
    account_holder: `${name}-holder-${nth}`,
    signed_on: day(nth + 60),
    revoked_on: day(nth + 90),
  }))
  await insert('billing.mandates', ...mandates.map((mandate) => ({ customer_id: customer, ...mandate })))
  const { contract_ends_on: contractEndsOn } = organisation
  return {
    identifiers: [
      { kind: 'email', value: email },
      { kind: 'phone', value: phone },
      { kind: 'customerNumber', value: number },
    ],
    records: {
      names: [camelCased(person)],
      addresses: [camelCased(address)],
      emailAddresses: [{ address: email }],
      phoneNumbers: [{ number: phone }],
      organisations: [
        {
          name: organisation.organisation_name,
          customerNumber: number,
          chamberOfCommerceNumber: organisation.chamber_of_commerce_number,
          vatNumber: organisation.vat_number,
          websiteDomain: organisation.website_domain,
          contractEndsOn,
        },
      ],
      invoices: invoices.map(camelCased),
      payments: payments.map(camelCased),
      mandates: mandates.map(({ reference, ...mandate }) => ({
        mandateReference: reference,
        ...camelCased(mandate),
      })),
    },
  }
}

const day = (nth: number): string => new Date(Date.UTC(2018, 0, nth)).toISOString().slice(0, 10)

function camelCased<Value>(row: Readonly<Record<string, Value>>): Record<string, Value> {
  const camel = (name: string): string =>
    name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]))
}

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
describeConnector({ connector: billing, system: pgliteSystem({ schema, plant }).create })
