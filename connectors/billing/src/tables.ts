import { date, integer, jsonb, numeric, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

const schema = pgSchema('billing')

/** Who buys, private or business. `schema.sql` beside this folder has the constraints and indexes. */
export const customers = schema.table('customers', {
  id: integer().primaryKey(),
  number: text().notNull(),
  kind: text().$type<'private' | 'business'>().notNull(),
  givenName: text('given_name'),
  familyName: text('family_name'),
  gender: text(),
  jobTitle: text('job_title'),
  email: text(),
  phone: text(),
  street: text(),
  houseNumber: text('house_number'),
  postalCode: text('postal_code'),
  city: text(),
  country: text(),
  organisationName: text('organisation_name'),
  chamberOfCommerceNumber: text('chamber_of_commerce_number'),
  vatNumber: text('vat_number'),
  websiteDomain: text('website_domain'),
  contractEndsOn: date('contract_ends_on', { mode: 'string' }),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
})

/** What they were billed. */
export const invoices = schema.table('invoices', {
  id: integer().primaryKey(),
  customerId: integer('customer_id')
    .notNull()
    .references(() => customers.id),
  number: text().notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  description: text(),
  amount: numeric({ precision: 12, scale: 2 }).notNull(),
  vatAmount: numeric('vat_amount', { precision: 12, scale: 2 }).notNull(),
  currency: text().notNull(),
  billedTo: text('billed_to'),
  sentTo: text('sent_to'),
  contactNote: text('contact_note'),
  lines: jsonb().$type<{ description: string | null; amount: string | null }[]>().notNull(),
})

/** What they paid. */
export const payments = schema.table('payments', {
  id: integer().primaryKey(),
  customerId: integer('customer_id')
    .notNull()
    .references(() => customers.id),
  invoiceNumber: text('invoice_number'),
  paidOn: date('paid_on', { mode: 'string' }).notNull(),
  amount: numeric({ precision: 12, scale: 2 }).notNull(),
  currency: text().notNull(),
  method: text().notNull(),
  payerName: text('payer_name'),
  payerIban: text('payer_iban'),
})

/** Direct-debit mandates that they signed. */
export const mandates = schema.table('mandates', {
  id: integer().primaryKey(),
  customerId: integer('customer_id')
    .notNull()
    .references(() => customers.id),
  reference: text().notNull(),
  iban: text(),
  accountHolder: text('account_holder'),
  signedOn: date('signed_on', { mode: 'string' }),
  revokedOn: date('revoked_on', { mode: 'string' }),
})
