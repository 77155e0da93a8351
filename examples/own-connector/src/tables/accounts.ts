import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  varchar,
} from 'drizzle-orm/pg-core'

export const accounts = pgTable(
  'accounts',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    username: varchar().default('').notNull(),
    domain: varchar(),
    privateKey: text('private_key'),
    publicKey: text('public_key').default('').notNull(),
    displayName: varchar('display_name').default('').notNull(),
    note: text().default('').notNull(),
    fields: jsonb(),
    url: varchar(),
    avatarFileName: varchar('avatar_file_name'),
    headerFileName: varchar('header_file_name'),
    alsoKnownAs: varchar('also_known_as').array(),
    movedToAccountId: bigint('moved_to_account_id', { mode: 'number' }),
    discoverable: boolean(),
    suspendedAt: timestamp('suspended_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.movedToAccountId],
      foreignColumns: [table.id],
      name: 'fk_accounts_moved_to_account_id',
    }).onDelete('set null'),
    index('index_accounts_on_moved_to_account_id').on(table.movedToAccountId),
  ],
)
