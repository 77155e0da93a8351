import type { Failure } from '@rechtop/connector'
import { date, integer, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { Finding, RequestRight, RequestStatus, RunStatus, WaitReason } from '../request/request.ts'
import type { MatchDecisions } from '../subject/located.ts'
import { moment, rechtop } from './schema.ts'

/** Which step comes next. `status` is what people are told; `phase` is what a worker does. */
export type Phase = 'locate' | 'approve' | 'run' | 'verify' | 'export' | 'files' | 'decide' | 'end'

/** A subject's request. What points at the person is sealed, and emptied when the request closes. */
export const requests = rechtop.table('request', {
  id: uuid('id').primaryKey(),
  right: text('right_exercised').$type<RequestRight>().notNull(),
  phase: text('phase').$type<Phase>().notNull(),
  status: text('status').$type<RequestStatus>().notNull(),
  /** Why it waits or needs attention. */
  reason: text('reason').$type<WaitReason>(),
  receivedAt: moment('received_at').notNull(),
  dueOn: date('due_on').notNull(),
  createdAt: moment('created_at').notNull(),
  closedAt: moment('closed_at'),
  actor: text('actor').notNull(),
  subjectSealed: text('subject_sealed'),
  subjectKinds: jsonb('subject_kinds').$type<readonly string[]>().notNull(),
  pseudonym: text('pseudonym').notNull(),
  decisions: jsonb('decisions').$type<MatchDecisions>().notNull(),
  wantedDigest: text('wanted_digest'),
  approvedDigest: text('approved_digest'),
  approvedBy: text('approved_by'),
  locatedSealed: text('located_sealed'),
  planSealed: text('plan_sealed'),
  plannedAt: moment('planned_at'),
  /** The plan that was seen, approved or carried out before this one. */
  previousPlanSealed: text('previous_plan_sealed'),
  findings: jsonb('findings').$type<readonly Finding[]>().notNull(),
  attempts: integer('attempts').notNull(),
  rounds: integer('rounds').notNull(),
  nextAttemptAt: moment('next_attempt_at'),
  duplicateOf: uuid('duplicate_of'),
  version: integer('version').notNull(),
  /** Whose turn comes first: the higher. All looks at it and its runs carry it. */
  priority: smallint('priority').notNull(),
  batchId: uuid('batch_id'),
})
export type RequestRow = typeof requests.$inferSelect

/** One system's part of one round of a request. */
export const runs = rechtop.table('run', {
  id: uuid('id').primaryKey(),
  requestId: uuid('request_id').notNull(),
  system: text('system').notNull(),
  round: integer('round').notNull(),
  status: text('status').$type<RunStatus>().notNull(),
  attempts: integer('attempts').notNull(),
  failedAttempts: integer('failed_attempts').notNull(),
  erased: integer('erased').notNull(),
  kept: integer('kept').notNull(),
  nextAttemptAt: moment('next_attempt_at'),
  failure: jsonb('failure').$type<Failure>(),
  version: integer('version').notNull(),
  /** In erasure order. */
  lines: jsonb('lines').$type<readonly RunLine[]>().notNull(),
  /** What the lines say of the person, emptied when the request closes. */
  orderSealed: text('order_sealed'),
})
export type RunRow = typeof runs.$inferSelect

export type LineStatus = 'open' | 'done' | 'stale' | 'unsupported' | 'failed'

/** One line of an approved plan on its way, without what points at a person. */
export type RunLine = {
  /** The idempotency key that the connector gets. */
  readonly id: string
  readonly holding: string
  readonly status: LineStatus
  readonly planned: number
  readonly done: number
  /** It is not sent before; ISO 8601. */
  readonly checkAfter: string | null
  readonly failure: Failure | null
  readonly why: string | null
  /** What the connector wants back when it is asked again. */
  readonly tokenSealed: string | null
}

/** What was erased and what stayed, by each time that a request ended: no person in it. */
export const ledgerPages = rechtop.table(
  'ledger_page',
  {
    requestId: uuid('request_id').notNull(),
    /** The version that the request had then. */
    number: integer('number').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    entries: jsonb('entries').$type<readonly LedgerEntry[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.number] })],
)

/** The view `rechtop.ledger` shows each as a row. */
export type LedgerEntry = {
  readonly system: string
  readonly holding: string
  readonly action: 'erased' | 'reduced' | 'kept' | 'referred' | 'skipped'
  readonly count: number
  readonly fields: readonly string[]
  readonly basis: string | null
  readonly citation: string | null
  /** ISO 8601 date. */
  readonly until: string | null
}

/** Where something stayed, findable by a keyed hash of the person's identifiers. */
export const ledgerIdentifiers = rechtop.table(
  'ledger_identifier',
  {
    hash: text('hash').notNull(),
    system: text('system').notNull(),
    matchId: text('match_id').notNull(),
    locatorSealed: text('locator_sealed').notNull(),
    fingerprints: jsonb('fingerprints').$type<readonly string[]>().notNull(),
    requestId: uuid('request_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.system, table.matchId] })],
)
