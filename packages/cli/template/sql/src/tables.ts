import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const people = pgTable('people', {
  id: integer().primaryKey(),
  email: text().notNull(),
  fullName: text('full_name'),
  note: text(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
})

export const visits = pgTable('visits', {
  id: integer().primaryKey(),
  personId: integer('person_id')
    .notNull()
    .references(() => people.id),
  at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  ip: text(),
})
