import {
  bigint,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  timestamp,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { statuses } from './statuses.ts'

export const favourites = pgTable(
  'favourites',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_favourites_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_favourites_status_id',
    }).onDelete('cascade'),
    uniqueIndex('index_favourites_on_account_id_and_status_id').on(table.accountId, table.statusId),
    index('index_favourites_on_status_id').on(table.statusId),
  ],
)

export const bookmarks = pgTable(
  'bookmarks',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_bookmarks_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_bookmarks_status_id',
    }).onDelete('cascade'),
    uniqueIndex('index_bookmarks_on_account_id_and_status_id').on(table.accountId, table.statusId),
    index('index_bookmarks_on_status_id').on(table.statusId),
  ],
)

export const polls = pgTable(
  'polls',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    options: varchar().array().default([]).notNull(),
    cachedTallies: bigint('cached_tallies', { mode: 'number' }).array().default([]).notNull(),
    expiresAt: timestamp('expires_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_polls_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_polls_status_id',
    }).onDelete('cascade'),
    index('index_polls_on_account_id').on(table.accountId),
    index('index_polls_on_status_id').on(table.statusId),
  ],
)

export const pollVotes = pgTable(
  'poll_votes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    pollId: bigint('poll_id', { mode: 'number' }).notNull(),
    choice: integer().default(0).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_poll_votes_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.pollId],
      foreignColumns: [polls.id],
      name: 'fk_poll_votes_poll_id',
    }).onDelete('cascade'),
    index('index_poll_votes_on_account_id').on(table.accountId),
    index('index_poll_votes_on_poll_id').on(table.pollId),
  ],
)

export const statusesTags = pgTable(
  'statuses_tags',
  {
    statusId: bigint('status_id', { mode: 'number' }).notNull(),
    tagId: bigint('tag_id', { mode: 'number' }).notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.statusId],
      foreignColumns: [statuses.id],
      name: 'fk_statuses_tags_status_id',
    }).onDelete('cascade'),
    primaryKey({ columns: [table.tagId, table.statusId], name: 'statuses_tags_pkey' }),
    index('index_statuses_tags_on_status_id').on(table.statusId),
  ],
)
