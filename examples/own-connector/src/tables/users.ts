import type { PgTableExtraConfigValue } from 'drizzle-orm/pg-core'
import {
  bigint,
  boolean,
  foreignKey,
  index,
  inet,
  integer,
  json,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'

export const users = pgTable(
  'users',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    accountId: bigint('account_id', { mode: 'number' }).notNull(),
    email: varchar().default('').notNull(),
    unconfirmedEmail: varchar('unconfirmed_email'),
    encryptedPassword: varchar('encrypted_password').default('').notNull(),
    resetPasswordToken: varchar('reset_password_token'),
    confirmationToken: varchar('confirmation_token'),
    confirmedAt: timestamp('confirmed_at', { mode: 'string' }),
    otpSecret: varchar('otp_secret'),
    otpBackupCodes: varchar('otp_backup_codes').array(),
    currentSignInAt: timestamp('current_sign_in_at', { mode: 'string' }),
    signUpIp: inet('sign_up_ip'),
    inviteId: bigint('invite_id', { mode: 'number' }),
    locale: varchar(),
    timeZone: varchar('time_zone'),
    chosenLanguages: varchar('chosen_languages').array(),
    settings: text(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table): PgTableExtraConfigValue[] => [
    foreignKey({
      columns: [table.accountId],
      foreignColumns: [accounts.id],
      name: 'fk_users_account_id',
    }).onDelete('cascade'),
    unique('users_reset_password_token_key').on(table.resetPasswordToken),
    unique('users_confirmation_token_key').on(table.confirmationToken),
    foreignKey({
      columns: [table.inviteId],
      foreignColumns: [invites.id],
      name: 'fk_users_invite_id',
    }).onDelete('set null'),
    uniqueIndex('index_users_on_email').on(table.email),
    index('index_users_on_account_id').on(table.accountId),
  ],
)

export const invites = pgTable(
  'invites',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    code: varchar().default('').notNull(),
    comment: text(),
    uses: integer().default(0).notNull(),
    expiresAt: timestamp('expires_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table): PgTableExtraConfigValue[] => [
    foreignKey({ columns: [table.userId], foreignColumns: [users.id], name: 'fk_invites_user_id' }).onDelete(
      'cascade',
    ),
    unique('invites_code_key').on(table.code),
    index('index_invites_on_user_id').on(table.userId),
  ],
)

export const loginActivities = pgTable(
  'login_activities',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    success: boolean(),
    ip: inet(),
    userAgent: varchar('user_agent'),
    createdAt: timestamp('created_at', { mode: 'string' }),
  },
  (table) => [
    foreignKey({
      columns: [table.userId],
      foreignColumns: [users.id],
      name: 'fk_login_activities_user_id',
    }).onDelete('cascade'),
    index('index_login_activities_on_user_id').on(table.userId),
  ],
)

export const oauthAccessTokens = pgTable(
  'oauth_access_tokens',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    resourceOwnerId: bigint('resource_owner_id', { mode: 'number' }),
    token: varchar().notNull(),
    refreshToken: varchar('refresh_token'),
    scopes: varchar(),
    lastUsedAt: timestamp('last_used_at', { mode: 'string' }),
    lastUsedIp: inet('last_used_ip'),
    revokedAt: timestamp('revoked_at', { mode: 'string' }),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.resourceOwnerId],
      foreignColumns: [users.id],
      name: 'fk_oauth_access_tokens_resource_owner_id',
    }).onDelete('cascade'),
    unique('oauth_access_tokens_token_key').on(table.token),
    unique('oauth_access_tokens_refresh_token_key').on(table.refreshToken),
    index('index_oauth_access_tokens_on_resource_owner_id').on(table.resourceOwnerId),
  ],
)

export const sessionActivations = pgTable(
  'session_activations',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    accessTokenId: bigint('access_token_id', { mode: 'number' }),
    sessionId: varchar('session_id').notNull(),
    userAgent: varchar('user_agent').default('').notNull(),
    ip: inet(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.userId],
      foreignColumns: [users.id],
      name: 'fk_session_activations_user_id',
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.accessTokenId],
      foreignColumns: [oauthAccessTokens.id],
      name: 'fk_session_activations_access_token_id',
    }).onDelete('cascade'),
    unique('session_activations_session_id_key').on(table.sessionId),
    index('index_session_activations_on_user_id').on(table.userId),
    index('index_session_activations_on_access_token_id').on(table.accessTokenId),
  ],
)

export const markers = pgTable(
  'markers',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    timeline: varchar().default('').notNull(),
    lastReadId: bigint('last_read_id', { mode: 'number' }).default(0).notNull(),
    lockVersion: integer('lock_version').default(0).notNull(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.userId], foreignColumns: [users.id], name: 'fk_markers_user_id' }).onDelete(
      'cascade',
    ),
    uniqueIndex('index_markers_on_user_id_and_timeline').on(table.userId, table.timeline),
  ],
)

export const webSettings = pgTable(
  'web_settings',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    data: json(),
    createdAt: timestamp('created_at', { mode: 'string' }).defaultNow().notNull(),
    updatedAt: timestamp('updated_at', { mode: 'string' }).defaultNow().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.userId],
      foreignColumns: [users.id],
      name: 'fk_web_settings_user_id',
    }).onDelete('cascade'),
    unique('web_settings_user_id_key').on(table.userId),
  ],
)
