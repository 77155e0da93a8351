import { integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { RequestEvent, RequestStatus, WaitReason } from '../request/request.ts'
import { moment, rechtop } from './schema.ts'

/** What happened to a request, as far as it shows from outside. No person of whom it is about. */
export const requestEvents = rechtop.table(
  'request_event',
  {
    requestId: uuid('request_id').notNull(),
    /** The version that the request had then. */
    number: integer('number').notNull(),
    at: moment('at').notNull(),
    kind: text('kind').$type<RequestEvent['kind']>().notNull(),
    status: text('status').$type<RequestStatus>().notNull(),
    reason: text('reason').$type<WaitReason>(),
    actor: text('actor'),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.number] })],
)

/** What a person said that is left as it is; an empty holding stands for the whole system. */
export const requestSkips = rechtop.table(
  'request_skip',
  {
    requestId: uuid('request_id').notNull(),
    system: text('system').notNull(),
    holding: text('holding').notNull(),
    why: text('why').notNull(),
    actor: text('actor').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.system, table.holding] })],
)
