import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, withRows } from '@rechtop/connector/sql'
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
const whileContractRuns = { while: 'contract', citation: 'GDPR art. 6(1)(b)' } as const
const fiscalTerm = { period: 'P7Y', endOf: 'financial-year', citation: 'AWR art. 52(4)' } as const
const serving = {
  purpose: 'serving a customer',
  basis: 'contract',
  fields: 'all',
  keep: whileContractRuns,
} as const
const bookkeeping = { purpose: 'bookkeeping', basis: 'legal-obligation' } as const

const names = defineHolding({
  ...own,
  type: PersonName,
  purposes: [
    { ...serving, fields: ['givenName', 'familyName'] },
    { ...bookkeeping, fields: ['givenName', 'familyName'], keep: { with: 'invoices' } },
    { purpose: 'form of address', basis: 'contract', fields: ['gender', 'jobTitle'], keep: 'until-asked' },
  ],
})
const addresses = defineHolding({
  ...own,
  type: PostalAddress,
  purposes: [serving, { ...bookkeeping, fields: 'all', keep: { with: 'invoices' } }],
})
const emailAddresses = defineHolding({ ...own, type: EmailAddress, purposes: [serving] })
const phoneNumbers = defineHolding({ ...own, type: PhoneNumber, purposes: [serving] })
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
  after: ['names', 'addresses', 'emailAddresses', 'phoneNumbers', 'invoices', 'payments', 'mandates'],
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
    {
      purpose: 'sending invoices',
      basis: 'contract',
      fields: ['sentTo', 'contactNote'],
      keep: 'until-asked',
    },
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
    { purpose: 'matching payments', basis: 'contract', fields: ['payerIban'], keep: 'until-asked' },
  ],
})
const directDebit = defineHolding({ ...own, type: PaymentMethod, purposes: [serving] })

const { givenName, familyName, gender, jobTitle, street, houseNumber, postalCode, city, country } = customers
const customerRow = { match: 'customer', table: customers, key: customers.id, owner: customers.id } as const
const inCustomerRow = { ...customerRow, part: true } as const
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
      key: customers.id,
      identifiers: {
        email: { column: customers.email, partyWhen },
        phone: { column: customers.phone, partyWhen },
        customerNumber: { column: customers.number, normalized: true, partyWhen },
      },
    },
  },
  holdings: {
    names: withRows(names, { ...inCustomerRow, fields: { givenName, familyName, gender, jobTitle } }),
    addresses: withRows(addresses, {
      ...inCustomerRow,
      fields: { street, houseNumber, postalCode, city, country },
    }),
    emailAddresses: withRows(emailAddresses, { ...inCustomerRow, fields: { address: customers.email } }),
    phoneNumbers: withRows(phoneNumbers, { ...inCustomerRow, fields: { number: customers.phone } }),
    organisations: withRows(organisations, {
      ...customerRow,
      fields: {
        name: customers.organisationName,
        customerNumber: customers.number,
        chamberOfCommerceNumber: customers.chamberOfCommerceNumber,
        vatNumber: customers.vatNumber,
        websiteDomain: customers.websiteDomain,
        contractEndsOn: customers.contractEndsOn,
      },
    }),
    invoices: withRows(billed, {
      match: 'customer',
      table: invoices,
      key: invoices.id,
      owner: invoices.customerId,
      fields: {
        number: invoices.number,
        issuedOn: invoices.issuedOn,
        description: invoices.description,
        amount: invoices.amount,
        vatAmount: invoices.vatAmount,
        currency: invoices.currency,
        billedTo: invoices.billedTo,
        sentTo: invoices.sentTo,
        contactNote: invoices.contactNote,
        lines: invoices.lines,
      },
    }),
    payments: withRows(paid, {
      match: 'customer',
      table: payments,
      key: payments.id,
      owner: payments.customerId,
      fields: {
        invoiceNumber: payments.invoiceNumber,
        paidOn: payments.paidOn,
        amount: payments.amount,
        currency: payments.currency,
        method: payments.method,
        payerName: payments.payerName,
        payerIban: payments.payerIban,
      },
    }),
    mandates: withRows(directDebit, {
      match: 'customer',
      table: mandates,
      key: mandates.id,
      owner: mandates.customerId,
      fields: {
        mandateReference: mandates.reference,
        iban: mandates.iban,
        accountHolder: mandates.accountHolder,
        signedOn: mandates.signedOn,
        revokedOn: mandates.revokedOn,
      },
    }),
  },
  excluded: [
    { column: customers.kind, reason: 'Private or business: how identifiers count. Goes with the row.' },
    { column: customers.createdAt, reason: 'When the row was made. Goes with the row.' },
  ],
})
