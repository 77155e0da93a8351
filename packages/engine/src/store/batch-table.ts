import { integer, text, uuid } from 'drizzle-orm/pg-core'
import { moment, rechtop } from './schema.ts'

/** Requests that were asked for together. Nobody is in it: its requests say whom they are about. */
export const batches = rechtop.table('batch', {
  id: uuid('id').primaryKey(),
  actor: text('actor').notNull(),
  idempotencyKey: text('idempotency_key').notNull(),
  inputHash: text('input_hash').notNull(),
  /** The id of the criterion that named the people; null where they were listed. */
  criterion: text('criterion'),
  total: integer('total').notNull(),
  createdAt: moment('created_at').notNull(),
})
export type BatchRow = typeof batches.$inferSelect
