/**
 * A connector to the database of a Mastodon server: how people are found in it, what is held of them, what goes along
 * when it goes, and what is left out and why. `holdings.ts` says why it is held, `signing-in.ts`, `posting.ts` and
 * `relating.ts` where it stands; `tables.ts` is the schema as Drizzle prints it.
 */
import { defineSqlConnector, pick, withRows } from '@rechtop/connector/sql'
import { isNotNull, type Column } from 'drizzle-orm'
import { profile } from './holdings.ts'
import { posting } from './posting.ts'
import { relating } from './relating.ts'
import { signingIn } from './signing-in.ts'
import * as tables from './tables.ts'

const { accounts, users, statuses, polls, reports } = tables
const because = (reason: string, ...columns: Column[]) => columns.map((column) => ({ column, reason }))

/** The database of a Mastodon server. */
export const mastodon = defineSqlConnector({
  name: 'mastodon',
  processor: { name: 'our own hosting', country: 'NL' },
  backupHorizon: 'P30D',
  zonelessTimes: 'UTC',
  gaps: [
    'Files of pictures and films: remove them with Mastodon’s own tools.',
    'Copies on other servers: they are told of a deletion only when Mastodon itself carries it out.',
    'The search index, and timelines in Redis, until Mastodon builds them anew.',
    'Direct messages that the person received, and on whose lists they are.',
    'Who blocks or mutes the person or notes something about them, and what: only since when is shown (GDPR art. 15(4)).',
    'What a report about the person says, which can give away who made it; moderators show it by hand.',
    'Accounts of other servers, of which copies are here: their servers answer for them.',
    'An account that reported somebody goes after that report; moderators delete those about other servers’ accounts.',
    'Numbers of the person’s posts and account in the conversations and reports of others.',
  ],
  matches: {
    account: {
      table: accounts,
      // only our own accounts have a key to sign with; on another server somebody else can have the same name
      where: isNotNull(accounts.privateKey),
      identifiers: {
        email: { column: users.email, owner: users.accountId, normalized: true },
        accountId: accounts.username,
      },
    },
  },
  holdings: {
    profiles: withRows(profile, {
      table: accounts,
      fields: {
        ...pick(accounts, 'username', 'displayName', 'discoverable', 'createdAt', 'suspendedAt'),
        about: accounts.note,
        links: accounts.fields,
        otherAccounts: accounts.alsoKnownAs,
        address: accounts.url,
        server: accounts.domain,
        picture: accounts.avatarFileName,
        banner: accounts.headerFileName,
      },
      unread: [accounts.privateKey, accounts.publicKey],
    }),
    ...signingIn,
    ...posting,
    ...relating,
  },
  goesAlong: [
    ...because(
      'An answer stays, and no longer says what and whom.',
      statuses.inReplyToId,
      statuses.inReplyToAccountId,
    ),
    ...because('A boost is a copy of what goes.', statuses.reblogOfId),
    ...because('It is part of the post.', tables.mentions.statusId, tables.statusesTags.statusId),
    ...because(
      'It is about a post or a poll that is gone.',
      tables.favourites.statusId,
      tables.bookmarks.statusId,
      tables.pollVotes.pollId,
    ),
    ...because(
      'Only who is there, and is followed, can be listed.',
      tables.listAccounts.accountId,
      tables.listAccounts.followId,
    ),
    ...because('Who came by an invitation stays, and no longer says by whose.', users.inviteId),
    ...because('An account that moved here stays, and no longer says where to.', accounts.movedToAccountId),
    ...because(
      'A report stays, and no longer says which moderator settled it.',
      reports.assignedAccountId,
      reports.actionTakenByAccountId,
    ),
  ],
  excluded: [
    ...Object.values(tables).flatMap((table) =>
      'updatedAt' in table ? because('When the server last wrote the row.', table.updatedAt) : [],
    ),
    ...because(
      'Counts and locks of the server.',
      tables.markers.lockVersion,
      polls.cachedTallies,
      tables.invites.uses,
    ),
    ...because('Says how the server shows it.', tables.mentions.silent, tables.accountConversations.unread),
    ...because(
      'Says which of our rows belong together; those are exported by themselves.',
      accounts.movedToAccountId,
      users.inviteId,
      tables.sessionActivations.accessTokenId,
      statuses.inReplyToAccountId,
      statuses.conversationId,
      statuses.orderedMediaAttachmentIds,
      tables.statusEdits.accountId,
      polls.statusId,
      tables.mediaAttachments.statusId,
      tables.listAccounts.followId,
      tables.accountConversations.conversationId,
      tables.notifications.activityType,
    ),
    ...because(
      'Moderators: who, and how they sorted it.',
      reports.assignedAccountId,
      reports.actionTakenByAccountId,
      reports.category,
    ),
    ...because('A row that is marked as deleted is held all the same.', statuses.deletedAt),
    ...because('When the address was confirmed: without it nobody is let in.', users.confirmedAt),
    ...because('When a poll closes says nothing of the person.', polls.expiresAt),
    ...because('When the settings were first written.', tables.webSettings.createdAt),
  ],
})
