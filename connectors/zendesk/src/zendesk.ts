import { defineConnector, type Outcome } from '@rechtop/connector'
import { mapConcurrently } from '@rechtop/connector/http'
import { createApi } from './api.ts'
import { problemsWith } from './check.ts'
import { concurrency, openClient } from './client.ts'
import { fileHostsOf, originOf, ZendeskConfig } from './config.ts'
import { attempt, eraseOrder } from './erase.ts'
import { exportOrders } from './export.ts'
import { readAttachment } from './file.ts'
import { findAll } from './find.ts'
import { holdings } from './holdings.ts'
import { ZendeskLocator } from './locator.ts'
import { rectifyOne } from './rectify.ts'
import { restrictOne } from './restrict.ts'

/** Zendesk Support, and live chat: people who ask, and what was said. Facts: developer.zendesk.com/api-reference. */
export const zendesk = defineConnector({
  name: 'zendesk',
  contract: 1,
  config: ZendeskConfig,
  locator: ZendeskLocator,
  identifiers: ['email', 'phone', 'externalId', 'customerNumber', 'accountId'],
  holdings,
  processor: { name: 'Zendesk', country: 'IE', agreement: 'Zendesk Data Processing Agreement' },
  // backups of the ticketing system: Zendesk Service Data Deletion Policy, help article 4408883628954
  backupHorizon: 'P130D',
  needs: [
    'An OAuth client, or a token, of an admin, with the scopes read and write.',
    'The Agent Workspace, for redacting closed tickets of others; "Agents can delete tickets", or a custom role that may redact.',
    'The add-on for side conversations and live chat, where addOns says that they are there.',
  ],
  gaps: [
    'Side conversations in tickets of others, what third parties wrote in any, and what staff discussed beside a deleted ticket.',
    'What support answered in a ticket that is also somebody else’s: it may be about either of them.',
    'Tickets that staff deleted before: Zendesk deletes them for ever within thirty days.',
    'Articles, posts, comments and votes in the Help Center.',
    'Recordings and call details of Zendesk Talk.',
    'The history of a ticket (earlier subjects, labels and copies), its labels and custom fields in tickets of others.',
    'The photo of a user, and when they signed in.',
    'Chats without an e-mail address, and held back mail that names somebody in its text or copies only.',
    'What was written a moment ago in tickets of others, and chats of a moment ago: the searches find them a few minutes later. A user of less than a minute.',
    'Tickets in which somebody wrote who worked here once and whom formerStaff does not name: they count as shared.',
    'Users whom staff deleted by hand: the search no longer finds them, Zendesk forgets them after thirty days.',
    'Phone numbers that are written with spaces or dashes may not be found by the number alone.',
    'An address that a user added a moment ago and not as the first: Zendesk finds it a few minutes later.',
    'People who work in this Zendesk themselves.',
    'Keeping an address from writing in again: the blocklist has no call, an admin sets it by hand.',
  ],
  excluded: [
    { at: 'users.suspended', reason: 'Whether support blocked somebody is told where they are found.' },
  ],
  concurrency,
  hosts: (config) => [new URL(originOf(config)).host, ...fileHostsOf(config)],
  skips: [
    {
      property: 'S4',
      reason: 'The searches of Zendesk take an e-mail address in the query of their paths only.',
      until: '2027-06-30',
    },
  ],

  open: async (config) => openClient(config),
  close: (client) => client.close(),
  check: problemsWith,

  find: findAll,
  export: exportOrders,
  readFile: readAttachment,

  erase: (orders, context) => mapConcurrently(orders, concurrency, (order) => eraseOrder(order, context)),

  rectify: (orders, context) =>
    mapConcurrently(orders, concurrency, async ({ locator, lines }) => {
      const outcomes: Outcome[] = []
      for (const line of lines) {
        outcomes.push(
          await attempt(context, async () =>
            'userId' in locator
              ? await rectifyOne(createApi(context), locator.userId, line)
              : { status: 'unsupported', why: 'What somebody sent is not changed afterwards.' },
          ),
        )
      }
      return outcomes
    }),

  restrict: (restrictions, context) =>
    mapConcurrently(restrictions, concurrency, (one) =>
      attempt(context, () => restrictOne(createApi(context), one)),
    ),
})
