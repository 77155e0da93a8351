import { bigint, date, integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

const loyalty = pgSchema('loyalty')

/** Who is in the programme. */
export const customers = loyalty.table('customers', {
  id: integer().primaryKey(),
  memberNumber: text('member_number').notNull(),
  email: text().notNull(),
  givenName: text('given_name'),
  familyName: text('family_name'),
  birthDate: date('birth_date', { mode: 'string' }),
  memberUntil: date('member_until', { mode: 'string' }),
  passwordHash: text('password_hash'),
  updatedAt: timestamp('updated_at', { withTimezone: true, mode: 'string' }).notNull(),
})

export const cards = loyalty.table('cards', {
  id: integer().primaryKey(),
  customerId: integer('customer_id')
    .notNull()
    .references(() => customers.id),
  number: text().notNull(),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  blockedOn: date('blocked_on', { mode: 'string' }),
})

/** Earned with a card, in a shop. */
export const points = loyalty.table('points', {
  id: bigint({ mode: 'bigint' }).primaryKey(),
  cardId: integer('card_id')
    .notNull()
    .references(() => cards.id),
  earnedAt: timestamp('earned_at', { withTimezone: true, mode: 'string' }).notNull(),
  points: integer().notNull(),
  shop: text(),
})
