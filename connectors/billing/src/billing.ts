import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, pick, withRows } from '@rechtop/connector/sql'
import {
  EmailAddress,
  Invoice,
  Organisation,
  Payment,
  PaymentMethod,
  PersonName,
  PhoneNumber,
  PostalAddress,
} from '@rechtop/schema'
import { sql } from 'drizzle-orm'
import { customers, invoices, mandates, payments } from './tables.ts'

const own = { grain: 'record', role: 'controller', onErase: 'erase' } as const
const fiscalTerm = { period: 'P7Y', endOf: 'financial-year', citation: 'AWR art. 52(4)' } as const
const running = { while: 'contract', citation: 'GDPR art. 6(1)(b)' } as const
const serving = { purpose: 'serving a customer', basis: 'contract', fields: 'all', keep: running } as const
const onDemand = { basis: 'contract', keep: 'until-asked' } as const
const bookkeeping = { purpose: 'bookkeeping', basis: 'legal-obligation' } as const

const names = defineHolding({
  ...own,
  type: PersonName,
  purposes: [
    { ...serving, fields: ['givenName', 'familyName'] },
    { ...bookkeeping, fields: ['givenName', 'familyName'], keep: { with: 'invoices' } },
    { ...onDemand, purpose: 'form of address', fields: ['gender', 'jobTitle'] },
  ],
})
const addresses = defineHolding({
  ...own,
  type: PostalAddress,
  purposes: [serving, { ...bookkeeping, fields: 'all', keep: { with: 'invoices' } }],
})
const served = { ...own, purposes: [serving] } as const
const emailAddresses = defineHolding({ ...served, type: EmailAddress })
const phoneNumbers = defineHolding({ ...served, type: PhoneNumber })
const directDebit = defineHolding({ ...served, type: PaymentMethod })
const organisations = defineHolding({
  ...own,
  type: Organisation,
  purposes: [
    serving,
    {
      ...bookkeeping,
      // the end of the contract stays beside the invoices: without it, a later plan could not tell that it is over
      fields: ['name', 'customerNumber', 'chamberOfCommerceNumber', 'vatNumber', 'contractEndsOn'],
      keep: { with: 'invoices' },
    },
  ],
  provides: { contract: 'contractEndsOn' },
})
const billed = defineHolding({
  ...own,
  type: Invoice,
  purposes: [
    {
      ...bookkeeping,
      // what art. 35a Wet OB 1968 asks of an invoice; the mailbox and the note are no part of it
      fields: ['number', 'issuedOn', 'description', 'amount', 'vatAmount', 'currency', 'billedTo', 'lines'],
      keep: { ...fiscalTerm, from: 'issuedOn' },
    },
    { ...onDemand, purpose: 'sending invoices', fields: ['sentTo', 'contactNote'] },
  ],
})
const paid = defineHolding({
  ...own,
  type: Payment,
  purposes: [
    {
      ...bookkeeping,
      // who paid what is part of the books; from which account, the bank's statements prove (GDPR art. 5(1)(c))
      fields: ['invoiceNumber', 'paidOn', 'amount', 'currency', 'method', 'payerName'],
      keep: { ...fiscalTerm, from: 'paidOn' },
    },
    { ...onDemand, purpose: 'matching payments', fields: ['payerIban'] },
  ],
})

const inCustomerRow = { table: customers, part: true } as const
// a company's mailbox, phone and number are read and used by several people
const partyWhen = sql<boolean>`${customers.kind} = 'business'`

/** The company's billing: its customers, what they were billed and what they paid. */
export const billing = defineSqlConnector({
  name: 'billing',
  processor: { name: 'MailCamp hosting', country: 'NL', agreement: 'hosting agreement 2023' },
  backupHorizon: 'P135D',
  gaps: [],
  matches: {
    customer: {
      table: customers,
      identifiers: {
        email: { column: customers.email, partyWhen },
        phone: { column: customers.phone, partyWhen },
        customerNumber: { column: customers.number, normalized: true, partyWhen },
      },
    },
  },
  holdings: {
    names: withRows(names, {
      ...inCustomerRow,
      fields: pick(customers, 'givenName', 'familyName', 'gender', 'jobTitle'),
    }),
    addresses: withRows(addresses, {
      ...inCustomerRow,
      fields: pick(customers, 'street', 'houseNumber', 'postalCode', 'city', 'country'),
    }),
    emailAddresses: withRows(emailAddresses, { ...inCustomerRow, fields: { address: customers.email } }),
    phoneNumbers: withRows(phoneNumbers, { ...inCustomerRow, fields: { number: customers.phone } }),
    organisations: withRows(organisations, {
      table: customers,
      fields: {
        ...pick(customers, 'chamberOfCommerceNumber', 'vatNumber', 'websiteDomain', 'contractEndsOn'),
        name: customers.organisationName,
        customerNumber: customers.number,
      },
    }),
    invoices: withRows(billed, {
      table: invoices,
      owner: invoices.customerId,
      fields: {
        ...pick(invoices, 'number', 'issuedOn', 'description', 'amount', 'vatAmount', 'currency'),
        ...pick(invoices, 'billedTo', 'sentTo', 'contactNote', 'lines'),
      },
    }),
    payments: withRows(paid, {
      table: payments,
      owner: payments.customerId,
      fields: {
        ...pick(payments, 'invoiceNumber', 'paidOn', 'amount', 'currency', 'method'),
        ...pick(payments, 'payerName', 'payerIban'),
      },
    }),
    mandates: withRows(directDebit, {
      table: mandates,
      owner: mandates.customerId,
      fields: {
        ...pick(mandates, 'iban', 'accountHolder', 'signedOn', 'revokedOn'),
        mandateReference: mandates.reference,
      },
    }),
  },
  excluded: [
    { column: customers.kind, reason: 'Private or business: how identifiers count. Goes with the row.' },
    { column: customers.createdAt, reason: 'When the row was made. Goes with the row.' },
  ],
})
