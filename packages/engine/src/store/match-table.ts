import { primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { RequestRight } from '../request/request.ts'
import { rechtop } from './schema.ts'

/** Which open request of a right has which match to itself. */
export const requestMatches = rechtop.table(
  'request_match',
  {
    right: text('right_exercised').$type<RequestRight>().notNull(),
    matchId: text('match_id').notNull(),
    requestId: uuid('request_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.right, table.matchId] })],
)
