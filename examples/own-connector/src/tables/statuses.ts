import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  json,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'

export const statuses = pgTable(
  'statuses',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    text: text().default('').notNull(),
    spoilerText: text('spoiler_text').default('').notNull(),
    visibility: integer().default(0).notNull(),
    language: varchar(),
    url: varchar(),
    uri: varchar(),
    inReplyToId: bigint('in_reply_to_id', { mode: 'number' }),
    inReplyToAccountId: bigint('in_reply_to_account_id', { mode: 'number' }),
    reblogOfId: bigint('reblog_of_id', { mode: 'number' }),
    conversationId: bigint('conversation_id', { mode: 'number' }),
    orderedMediaAttachmentIds: bigint('ordered_media_attachment_ids', { mode: 'number' }).array(),
    editedAt: timestamp('edited_at', { mode: 'string' }),
    deletedAt: timestamp('deleted_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_statuses_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.inReplyToId],
      foreignColumns: [table.id],
      name: 'fk_statuses_in_reply_to_id',
    }).onDelete('set null'),
    foreignKey({
      columns: [table.inReplyToAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_statuses_in_reply_to_account_id',
    }).onDelete('set null'),
    foreignKey({
      columns: [table.reblogOfId],
      foreignColumns: [table.id],
      name: 'fk_statuses_reblog_of_id',
    }).onDelete('cascade'),
    uniqueIndex('index_statuses_on_uri').on(table.uri),
    index('index_statuses_on_account_id_and_id_and_visibility_and_updated_at').on(
      table.accountId,
      table.id,
      table.visibility,
      table.updatedAt,
    ),
    index('index_statuses_on_account_id').on(table.accountId),
    index('index_statuses_on_in_reply_to_id').on(table.inReplyToId),
    index('index_statuses_on_in_reply_to_account_id').on(table.inReplyToAccountId),
    index('index_statuses_on_reblog_of_id_and_account_id').on(table.reblogOfId, table.accountId),
  ],
)

export const statusEdits = pgTable(
  'status_edits',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    accountId: bigint('account_id', { mode: 'number' }),
    text: text().default('').notNull(),
    spoilerText: text('spoiler_text').default('').notNull(),
    mediaDescriptions: text('media_descriptions').array(),
    pollOptions: varchar('poll_options').array(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_status_edits_status_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_status_edits_account_id',
    }).onDelete('set null'),
    index('index_status_edits_on_account_id').on(table.accountId),
    index('index_status_edits_on_status_id').on(table.statusId),
  ],
)

export const mediaAttachments = pgTable(
  'media_attachments',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }),
    statusId: bigint('status_id', { mode: 'number' }),
    description: text(),
    fileFileName: varchar('file_file_name'),
    fileContentType: varchar('file_content_type'),
    fileMeta: json('file_meta'),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_media_attachments_account_id',
    }).onDelete('set null'),
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_media_attachments_status_id',
    }).onDelete('set null'),
    index('index_media_attachments_on_account_id_and_status_id').on(table.accountId, table.statusId),
    index('index_media_attachments_on_status_id').on(table.statusId),
  ],
)

export const mentions = pgTable(
  'mentions',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    silent: boolean().default(false).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_mentions_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_mentions_status_id',
    }).onDelete('cascade'),
    uniqueIndex('index_mentions_on_account_id_and_status_id').on(table.accountId, table.statusId),
    index('index_mentions_on_status_id').on(table.statusId),
  ],
)
