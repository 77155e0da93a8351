import {
  blocked,
  defineConnector,
  failureOf,
  inErasureOrder,
  type ErasureLine,
  type ErasureOrder,
  type Outcome,
} from '@rechtop/connector'
import { mapConcurrently } from '@rechtop/connector/http'
import { createApi, type ZendeskContext } from './api.ts'
import { problemsWith } from './check.ts'
import { concurrency, openClient } from './client.ts'
import { fileHostsOf, originOf, ZendeskConfig } from './config.ts'
import { eraseChats, eraseSuspended } from './erase-mail.ts'
import { eraseShared } from './erase-shared.ts'
import { eraseTickets } from './erase-tickets.ts'
import { eraseUser } from './erase-user.ts'
import { exportOrders } from './export.ts'
import { readAttachment } from './file.ts'
import { findAll } from './find.ts'
import { holdings, type ZendeskHoldings } from './holdings.ts'
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
    'Side conversations in tickets of others, and what staff discussed beside a deleted ticket.',
    'Articles, posts, comments and votes in the Help Center.',
    'Recordings and call details of Zendesk Talk.',
    'The history of a ticket (earlier subjects, labels and copies), its labels and custom fields in tickets of others.',
    'The photo of a user, and when they signed in.',
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
              ? await rectifyOne(createApi(context), locator.userId, line, context.now())
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

/** In the order that `after` asks for: Zendesk keeps a user who has open tickets. */
async function eraseOrder(
  { locator, lines }: ErasureOrder<ZendeskHoldings, ZendeskLocator>,
  context: ZendeskContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const undone: string[] = []
  for (const holding of inErasureOrder(holdings)) {
    for (const [index, line] of lines.entries()) {
      if (line.holding !== holding) continue
      const outcome = await attempt(context, () => eraseLine(line, locator, undone, context))
      outcomes[index] = outcome
      if (outcome.status !== 'done') undone.push(holding)
    }
  }
  return outcomes
}

async function attempt(context: ZendeskContext, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}

async function eraseLine(
  line: ErasureLine<ZendeskHoldings>,
  locator: ZendeskLocator,
  undone: readonly string[],
  context: ZendeskContext,
): Promise<Outcome> {
  const { holding, select, token } = line
  const { refs } = select
  const api = createApi(context)
  if (refs.length === 0) return { status: 'done', count: 0 }
  if (holding === 'sharedTickets') {
    if (line.action === 'erase') return { status: 'unsupported', why: 'The ticket is somebody else’s too.' }
    if (!('userId' in locator)) return { status: 'stale', refs }
    return eraseShared(api, locator.userId, refs, line.fields)
  }
  if (line.action === 'reduce') return { status: 'unsupported', why: 'Zendesk deletes this as a whole.' }
  if (holding === 'suspendedTickets') return eraseSuspended(api, locator, refs)
  if (holding === 'chats') return eraseChats(api, locator, refs)
  if (!('userId' in locator)) return { status: 'stale', refs }
  const { userId } = locator
  if (holding === 'tickets') return eraseTickets(api, userId, refs, token, context.now())
  const others = refs.filter((ref) => ref !== userId)
  if (others.length > 0) return { status: 'stale', refs: others }
  if (undone.includes('tickets')) return { status: 'failed', failure: blocked('tickets'), done: 0 }
  if (undone.includes('sharedTickets'))
    return { status: 'failed', failure: blocked('sharedTickets'), done: 0 }
  if (undone.includes('suspendedTickets'))
    return { status: 'failed', failure: blocked('suspendedTickets'), done: 0 }
  if (undone.includes('chats')) return { status: 'failed', failure: blocked('chats'), done: 0 }
  return eraseUser(api, userId, token, context.now())
}
