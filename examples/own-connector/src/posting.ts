import { pick, withRows, type RowsOf } from '@rechtop/connector/sql'
import { eq, ne, sql, type Column, type Table } from 'drizzle-orm'
import { record, set } from './holdings.ts'
import { Conversation, MediaFile, SocialPost, SocialReaction } from './record-types.ts'
import {
  accountConversations as talks,
  bookmarks,
  favourites,
  mediaAttachments as media,
  mentions,
  notifications,
  polls,
  pollVotes,
  statusEdits as edits,
  statuses,
} from './tables.ts'

const post = {
  ...pick(statuses, 'text', 'language', 'editedAt'),
  at: statuses.createdAt,
  warning: statuses.spoilerText,
  address: statuses.url,
  identifier: statuses.uri,
  replyTo: statuses.inReplyToId,
  boostOf: statuses.reblogOfId,
  visibility: sql`(array['public', 'unlisted', 'followers', 'direct', 'limited'])[${statuses.visibility} + 1]`,
}

const reactions = set(SocialReaction, 'at')
const reaction = (
  table: Table & { accountId: Column; createdAt: Column },
  fields: RowsOf<typeof reactions>['fields'],
) => withRows(reactions, { table, owner: table.accountId, fields: { at: table.createdAt, ...fields } })

const notified = { about: notifications.activityId, choice: notifications.type }

/** What somebody posts, and what they do about the posts of others. */
export const posting = {
  posts: withRows(set(SocialPost, 'at'), {
    table: statuses,
    owner: statuses.accountId,
    where: ne(statuses.visibility, 3),
    fields: post,
  }),
  directMessages: withRows(record(SocialPost), {
    table: statuses,
    owner: statuses.accountId,
    where: eq(statuses.visibility, 3),
    fields: post,
  }),
  earlierVersions: withRows(set(SocialPost, 'at'), {
    table: edits,
    owner: [edits.statusId, statuses.accountId],
    fields: {
      at: edits.createdAt,
      text: edits.text,
      warning: edits.spoilerText,
      pictures: edits.mediaDescriptions,
      options: edits.pollOptions,
    },
  }),
  polls: withRows(record(SocialPost), {
    table: polls,
    owner: polls.accountId,
    fields: { at: polls.createdAt, options: polls.options },
  }),
  media: withRows(record(MediaFile), {
    table: media,
    owner: media.accountId,
    fields: {
      at: media.createdAt,
      fileName: media.fileFileName,
      contentType: media.fileContentType,
      description: media.description,
      details: media.fileMeta,
    },
  }),
  favourites: reaction(favourites, { about: favourites.statusId }),
  bookmarks: reaction(bookmarks, { about: bookmarks.statusId }),
  mentions: reaction(mentions, { about: mentions.statusId }),
  votes: reaction(pollVotes, { about: pollVotes.pollId, choice: pollVotes.choice }),
  notifications: reaction(notifications, { ...notified, by: notifications.fromAccountId }),
  notificationsCaused: withRows(reactions, {
    table: notifications,
    owner: notifications.fromAccountId,
    fields: { at: notifications.createdAt, ...notified },
  }),
  conversations: withRows(record(Conversation), {
    table: talks,
    owner: talks.accountId,
    fields: { participants: talks.participantAccountIds, posts: talks.statusIds },
  }),
} as const
