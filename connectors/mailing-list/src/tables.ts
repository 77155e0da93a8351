import { integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

const schema = pgSchema('mailing_list')

/** Customers who keep their own lists here: they are the controllers of those. */
export const owners = schema.table('owners', { id: integer().primaryKey(), name: text().notNull() })

/** Who stands on a list. Without an owner it is a list of the company itself. */
export const contacts = schema.table('contacts', {
  id: integer().primaryKey(),
  ownerId: integer('owner_id'),
  email: text().notNull(),
  givenName: text('given_name'),
  familyName: text('family_name'),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
})

/** The lists, the company's own and its customers'. */
export const lists = schema.table('lists', {
  id: integer().primaryKey(),
  ownerId: integer('owner_id'),
  name: text().notNull(),
})

/** Who is on which list. */
export const subscriptions = schema.table('subscriptions', {
  id: integer().primaryKey(),
  contactId: integer('contact_id').notNull(),
  listId: integer('list_id').notNull(),
  status: text().notNull(),
  subscribedAt: timestamp('subscribed_at', { withTimezone: true, mode: 'string' }),
  unsubscribedAt: timestamp('unsubscribed_at', { withTimezone: true, mode: 'string' }),
  signUpIp: text('sign_up_ip'),
})

/** Addresses, in their normal form, of whom not to take in again. Every import and every mailing looks here. */
export const suppressed = schema.table('suppressed', {
  email: text().primaryKey(),
  since: timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow(),
})

/** What happened to each mail. */
export const mailEvents = schema.table('mail_events', {
  id: integer().primaryKey(),
  contactId: integer('contact_id').notNull(),
  kind: text().notNull(),
  at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  campaign: text(),
  url: text(),
  ip: text(),
})
