import { integer, jsonb, text, uuid } from 'drizzle-orm/pg-core'
import { moment, rechtop } from './schema.ts'

/** An ended erasure that is looked at again. */
export const rechecks = rechtop.table('recheck', {
  requestId: uuid('request_id').primaryKey(),
  /** Whom to look for and where: sealed to its place, since it outlives what the request itself knew of them. */
  subjectSealed: text('subject_sealed').notNull(),
  /** The days after its end that are still to come, the next one not included. */
  remaining: jsonb('remaining').$type<readonly number[]>().notNull(),
  lookAt: moment('look_at').notNull(),
  /** How often in a row a system could not be read. */
  attempts: integer('attempts').notNull(),
})
export type RecheckRow = typeof rechecks.$inferSelect
