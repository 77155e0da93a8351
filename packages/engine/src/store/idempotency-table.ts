import { primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { RequestAction, RequestRight } from '../request/request.ts'
import { moment, rechtop } from './schema.ts'

/** What can be done under a key: making a request of a right, or acting on one. */
export type Mutation = RequestRight | RequestAction

/** What was done under which key, and on which request: keyed hashes, no person and no key. */
export const idempotency = rechtop.table(
  'idempotency',
  {
    /** Empty: from before actors were hashed; then it is the request's. */
    actorHash: text('actor_hash').notNull(),
    keyHash: text('key_hash').notNull(),
    mutation: text('mutation').$type<Mutation>().notNull(),
    inputHash: text('input_hash').notNull(),
    requestId: uuid('request_id').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.actorHash, table.keyHash] })],
)
