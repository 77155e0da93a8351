import { pick, withRows, type RowsOf } from '@rechtop/connector/sql'
import { sql, type Column, type Table } from 'drizzle-orm'
import { record, report } from './holdings.ts'
import { NamedList, SocialRelation } from './record-types.ts'
import { accountNotes, blocks, follows, listAccounts, lists, mutes, reports } from './tables.ts'

const relations = record(SocialRelation)
type Fields = RowsOf<typeof relations>['fields']
type Between = Table & { accountId: Column; targetAccountId: Column; createdAt: Column }
const to = (table: Between, fields: Fields = {}) =>
  withRows(relations, {
    table,
    owner: table.accountId,
    fields: { since: table.createdAt, account: table.targetAccountId, ...fields },
  })
// the other end of the same rows: either person may have them erased
const from = (table: Between, fields: Fields = {}) =>
  withRows(relations, {
    table,
    owner: table.targetAccountId,
    fields: { since: table.createdAt, ...fields },
  })

/** What ties somebody to others, from both ends: who follows, blocks, mutes, notes, lists or reports whom. */
export const relating = {
  following: to(follows, pick(follows, 'languages')),
  followers: from(follows, { account: follows.accountId }),
  blocks: to(blocks),
  blockedBy: from(blocks),
  mutes: to(mutes, { until: mutes.expiresAt }),
  mutedBy: from(mutes),
  notes: to(accountNotes, { note: accountNotes.comment }),
  notedBy: from(accountNotes),
  lists: withRows(record(NamedList), {
    table: lists,
    owner: lists.accountId,
    fields: pick(lists, 'title', 'createdAt'),
  }),
  listMembers: withRows(relations, {
    table: listAccounts,
    owner: [listAccounts.listId, lists.accountId],
    fields: { account: listAccounts.accountId },
  }),
  // the row is of the reported; the words in it are of the reporter
  reportsAbout: withRows(report, {
    table: reports,
    owner: reports.targetAccountId,
    fields: {
      at: reports.createdAt,
      settledAt: reports.actionTakenAt,
      posts: reports.statusIds,
    },
  }),
  reportsMade: withRows(report, {
    table: reports,
    owner: reports.accountId,
    part: true,
    // not the column: a part is emptied, and when it was made stays in the row
    fields: { at: sql`${reports.createdAt} at time zone 'UTC'`, comment: reports.comment },
  }),
} as const
