import type { Holding } from '@rechtop/connector'
import { pick, withRows, type RowsOf } from '@rechtop/connector/sql'
import { Account, EmailAddress, IpObservation, Login } from '@rechtop/schema'
import type { Column, Table } from 'drizzle-orm'
import { record, securing, set } from './holdings.ts'
import { Invitation, ReadingPosition, Session, SiteSettings } from './record-types.ts'
import {
  invites,
  loginActivities,
  markers,
  oauthAccessTokens as tokens,
  sessionActivations as sessions,
  users,
  webSettings,
} from './tables.ts'

const inUser = { table: users, owner: users.accountId, part: true } as const
const ofUser = <H extends Holding>(
  holding: H,
  table: Table & { userId: Column },
  rows: Omit<RowsOf<H>, 'table'>,
) => withRows(holding, { table, owner: [table.userId, users.accountId], ...rows })

/** The user of an account, and what hangs on it: addresses, sign-ins, sessions, apps, settings, invitations. */
export const signingIn = {
  accounts: withRows(record(Account), {
    table: users,
    owner: users.accountId,
    fields: { createdAt: users.createdAt, lastLoginAt: users.currentSignInAt },
    unread: [
      users.encryptedPassword,
      users.resetPasswordToken,
      users.confirmationToken,
      users.otpSecret,
      users.otpBackupCodes,
    ],
  }),
  emailAddresses: withRows(record(EmailAddress), {
    ...inUser,
    fields: { address: users.email },
  }),
  newEmailAddresses: withRows(record(EmailAddress), {
    ...inUser,
    fields: { address: users.unconfirmedEmail },
  }),
  signUps: withRows(record(IpObservation, securing), { ...inUser, fields: { ipAddress: users.signUpIp } }),
  settings: withRows(record(SiteSettings), {
    ...inUser,
    fields: {
      language: users.locale,
      languages: users.chosenLanguages,
      ...pick(users, 'timeZone', 'settings'),
    },
  }),
  webSettings: ofUser(record(SiteSettings), webSettings, { fields: { columns: webSettings.data } }),
  logins: ofUser(set(Login, 'at', securing), loginActivities, {
    fields: {
      at: loginActivities.createdAt,
      ipAddress: loginActivities.ip,
      userAgent: loginActivities.userAgent,
      succeeded: loginActivities.success,
    },
  }),
  sessions: ofUser(record(Session, securing), sessions, {
    fields: { startedAt: sessions.createdAt, ipAddress: sessions.ip, userAgent: sessions.userAgent },
    unread: [sessions.sessionId],
  }),
  apps: withRows(record(Session), {
    table: tokens,
    owner: [tokens.resourceOwnerId, users.accountId],
    fields: {
      startedAt: tokens.createdAt,
      lastSeenAt: tokens.lastUsedAt,
      ipAddress: tokens.lastUsedIp,
      endedAt: tokens.revokedAt,
      scopes: tokens.scopes,
    },
    unread: [tokens.token, tokens.refreshToken],
  }),
  readingPositions: ofUser(record(ReadingPosition), markers, {
    fields: { timeline: markers.timeline, lastRead: markers.lastReadId, at: markers.createdAt },
  }),
  invitations: ofUser(record(Invitation), invites, {
    fields: pick(invites, 'code', 'comment', 'createdAt', 'expiresAt'),
  }),
} as const
