import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'

export const notifications = pgTable(
  'notifications',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    fromAccountId: bigint('from_account_id', { mode: 'number' }).notNull(),
    activityId: bigint('activity_id', { mode: 'number' }).notNull(),
    activityType: varchar('activity_type').notNull(),
    type: varchar(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_notifications_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.fromAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_notifications_from_account_id',
    }).onDelete('cascade'),
    index('index_notifications_on_account_id_and_id_and_type').on(table.accountId, table.id, table.type),
    index('index_notifications_on_from_account_id').on(table.fromAccountId),
  ],
)

export const accountConversations = pgTable(
  'account_conversations',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    conversationId: bigint('conversation_id', { mode: 'number' }).notNull(),
    participantAccountIds: bigint('participant_account_ids', { mode: 'number' })
      .array()
      .default([])
      .notNull(),
    statusIds: bigint('status_ids', { mode: 'number' }).array().default([]).notNull(),
    unread: boolean().default(false).notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_account_conversations_account_id',
    }).onDelete('cascade'),
    uniqueIndex(
      'index_account_conversations_on_account_id_and_conversation_id_and_participant_account_ids',
    ).on(table.accountId, table.conversationId, table.participantAccountIds),
  ],
)

export const reports = pgTable(
  'reports',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    targetAccountId: bigint('target_account_id', { mode: 'number' }).notNull(),
    assignedAccountId: bigint('assigned_account_id', { mode: 'number' }),
    actionTakenByAccountId: bigint('action_taken_by_account_id', { mode: 'number' }),
    comment: text().default('').notNull(),
    statusIds: bigint('status_ids', { mode: 'number' }).array().default([]).notNull(),
    category: integer().default(0).notNull(),
    actionTakenAt: timestamp('action_taken_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_reports_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.targetAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_reports_target_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.assignedAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_reports_assigned_account_id',
    }).onDelete('set null'),
    foreignKey({
      columns: [table.actionTakenByAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_reports_action_taken_by_account_id',
    }).onDelete('set null'),
    index('index_reports_on_account_id').on(table.accountId),
    index('index_reports_on_target_account_id').on(table.targetAccountId),
    index('index_reports_on_assigned_account_id').on(table.assignedAccountId),
    index('index_reports_on_action_taken_by_account_id').on(table.actionTakenByAccountId),
  ],
)
