import {
  bigint,
  foreignKey,
  index,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'

export const follows = pgTable(
  'follows',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    targetAccountId: bigint('target_account_id', { mode: 'number' }).notNull(),
    languages: varchar().array(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_follows_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.targetAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_follows_target_account_id',
    }).onDelete('cascade'),
    uniqueIndex('index_follows_on_account_id_and_target_account_id').on(
      table.accountId,
      table.targetAccountId,
    ),
    index('index_follows_on_target_account_id_and_account_id').on(table.targetAccountId, table.accountId),
  ],
)

export const blocks = pgTable(
  'blocks',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    targetAccountId: bigint('target_account_id', { mode: 'number' }).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_blocks_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.targetAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_blocks_target_account_id',
    }).onDelete('cascade'),
    uniqueIndex('index_blocks_on_account_id_and_target_account_id').on(
      table.accountId,
      table.targetAccountId,
    ),
    index('index_blocks_on_target_account_id').on(table.targetAccountId),
  ],
)

export const mutes = pgTable(
  'mutes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    targetAccountId: bigint('target_account_id', { mode: 'number' }).notNull(),
    expiresAt: timestamp('expires_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_mutes_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.targetAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_mutes_target_account_id',
    }).onDelete('cascade'),
    uniqueIndex('index_mutes_on_account_id_and_target_account_id').on(table.accountId, table.targetAccountId),
    index('index_mutes_on_target_account_id').on(table.targetAccountId),
  ],
)

export const accountNotes = pgTable(
  'account_notes',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    targetAccountId: bigint('target_account_id', { mode: 'number' }).notNull(),
    comment: text().notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_account_notes_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.targetAccountId],
      foreignColumns: [accounts.id],
      name: 'fk_account_notes_target_account_id',
    }).onDelete('cascade'),
    uniqueIndex('index_account_notes_on_account_id_and_target_account_id').on(
      table.accountId,
      table.targetAccountId,
    ),
    index('index_account_notes_on_target_account_id').on(table.targetAccountId),
  ],
)

export const lists = pgTable(
  'lists',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    title: varchar().default('').notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_lists_account_id',
    }).onDelete('cascade'),
    index('index_lists_on_account_id').on(table.accountId),
  ],
)

export const listAccounts = pgTable(
  'list_accounts',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    listId: bigint('list_id', { mode: 'number' }).notNull(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    followId: bigint('follow_id', { mode: 'number' }),
  },
  (table) => [
    foreignKey({
      columns: [table.listId],
      foreignColumns: [lists.id],
      name: 'fk_list_accounts_list_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_list_accounts_account_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.followId],
      foreignColumns: [follows.id],
      name: 'fk_list_accounts_follow_id',
    }).onDelete('cascade'),
    uniqueIndex('index_list_accounts_on_account_id_and_list_id').on(table.accountId, table.listId),
    index('index_list_accounts_on_list_id_and_account_id').on(table.listId, table.accountId),
    index('index_list_accounts_on_follow_id').on(table.followId),
  ],
)
