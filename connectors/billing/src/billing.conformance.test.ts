import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type PgliteSystem } from '@rechtop/connector/testing'
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

const plant: PgliteSystem['plant'] = async (role, insert) => {
  const { name, email, number, phone } = people[role]
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
  const [customer = 0] = await insert('billing.customers', { ...row, created_at: '2020-01-01T00:00:00Z' })
  const money = { amount: '121.00', currency: 'EUR' }
  const invoices = [1, 2, 3].map((year) => ({
    ...money,
    number: `${name}-invoice-${year}`,
    issued_on: `202${year}-05-0${year}`,
    description: `${name}-delivered-${year}`,
    vat_amount: '21.00',
    billed_to: `${name}-billed-to-${year}`,
    sent_to: `${name}-sent-to-${year}@example.nl`,
    contact_note: `${name}-note-${year}`,
    lines: [{ description: `${name}-line-${year}`, amount: '100.00' }],
  }))
  await insert('billing.invoices', ...invoices.map((invoice) => ({ customer_id: customer, ...invoice })))
  const payments = [1, 2].map((year) => ({
    ...money,
    invoice_number: `${name}-invoice-${year}`,
    paid_on: `202${year}-06-0${year}`,
    method: `${name}-method-${year}`,
    payer_name: `${name}-payer-${year}`,
    payer_iban: `${name}-payer-iban-${year}`,
  }))
  await insert('billing.payments', ...payments.map((payment) => ({ customer_id: customer, ...payment })))
  const mandates = [1, 2].map((year) => ({
    reference: `${name}-mandate-${year}`,
    iban: `${name}-iban-${year}`,
    account_holder: `${name}-holder-${year}`,
    signed_on: `202${year}-01-01`,
    revoked_on: `202${year}-12-31`,
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

function camelCased<Value>(row: Readonly<Record<string, Value>>): Record<string, Value> {
  const camel = (name: string): string =>
    name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]))
}

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
describeConnector({ connector: billing, system: pgliteSystem({ schema, plant }).create })
