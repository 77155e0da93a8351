import { boolean, date, integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

const schema = pgSchema('website')

/** Accounts to sign in with. */
export const accounts = schema.table('accounts', {
  id: text().primaryKey(),
  username: text().notNull(),
  email: text(),
  passwordHash: text('password_hash'),
  givenName: text('given_name'),
  familyName: text('family_name'),
  phone: text(),
  customerNumber: text('customer_number'),
  plan: text().$type<'demo' | 'customer'>().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
  lastLoginAt: timestamp('last_login_at', { withTimezone: true, mode: 'string' }),
  paidUntil: date('paid_until', { mode: 'string' }),
  /** While set, the data may be stored and not used (GDPR art. 18). */
  restrictedAt: timestamp('restricted_at', { withTimezone: true, mode: 'string' }),
})

/** Attempts to sign in. */
export const logins = schema.table('logins', {
  id: integer().primaryKey(),
  accountId: text('account_id').notNull(),
  at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  ip: text(),
  country: text(),
  userAgent: text('user_agent'),
  succeeded: boolean().notNull(),
})

/** Pages that were looked at, by somebody signed in or by a browser that carries our cookie. */
export const pageViews = schema.table('page_views', {
  id: integer().primaryKey(),
  accountId: text('account_id'),
  viewedAt: timestamp('viewed_at', { withTimezone: true, mode: 'string' }).notNull(),
  url: text(),
  referrer: text(),
  cookieId: text('cookie_id'),
  userAgent: text('user_agent'),
})

/** What was chosen in the cookie banner, one row per browser. */
export const cookieChoices = schema.table('cookie_choices', {
  id: integer().primaryKey(),
  accountId: text('account_id'),
  cookieId: text('cookie_id').notNull(),
  chosenAt: timestamp('chosen_at', { withTimezone: true, mode: 'string' }).notNull(),
  preferences: boolean().notNull(),
  statistics: boolean().notNull(),
  marketing: boolean().notNull(),
})
