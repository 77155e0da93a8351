import {
  blocked,
  defineConnector,
  defineHolding,
  failureOf,
  unusable,
  FailureError,
  inErasureOrder,
  permanent,
  type ErasureLine,
  type ErasureOrder,
  type ExportItem,
  type Outcome,
  type Page,
} from '@rechtop/connector'
import { createHttpClient, mapConcurrently } from '@rechtop/connector/http'
import { SupportTicket } from '@rechtop/schema'
import { z } from 'zod'
import { OneUser, Related, TicketPage } from './answers.ts'
import { createApi, type Api, type ZendeskContext } from './api.ts'
import { missingFor } from './check.ts'
import { ZendeskConfig } from './config.ts'
import { eraseTickets } from './erase-tickets.ts'
import { eraseUser } from './erase-user.ts'
import { findOne, identitiesOf, type ZendeskLocator } from './find.ts'
import { readTicket } from './ticket-record.ts'
import { isForgotten, toUserRecord, ZendeskUser } from './user-record.ts'

const tickets = defineHolding({
  type: SupportTicket,
  grain: 'record',
  role: 'controller',
  purposes: [
    { purpose: 'Answering questions to support', basis: 'contract', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  residue: [
    {
      what: 'Number, channel and times of a deleted ticket, and the number of the user who asked',
      citation: 'Zendesk help article 4408845703194, Forgetting a user in Zendesk',
    },
  ],
})

const users = defineHolding({
  type: ZendeskUser,
  grain: 'record',
  role: 'controller',
  purposes: [
    { purpose: 'Recognising who asks support', basis: 'contract', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  after: ['tickets'],
  residue: [
    {
      what: 'A nameless user ("Permanently Deleted User") with its number and times',
      citation: 'Zendesk help article 4408845703194, Forgetting a user in Zendesk',
    },
    {
      what: 'Scores of satisfaction ratings, without their text',
      citation: 'Zendesk help article 4408845703194, Forgetting a user in Zendesk',
    },
    {
      what: 'Log files of Zendesk, for a year',
      citation: 'Zendesk Service Data Deletion Policy, help article 4408883628954',
    },
  ],
})

const holdings = { tickets, users } as const
type Item = ExportItem<typeof holdings>

/** Zendesk Support: people who ask, and their tickets. Facts and sources: developer.zendesk.com/api-reference. */
export const zendesk = defineConnector({
  name: 'zendesk',
  contract: 1,
  config: ZendeskConfig,
  locator: z.strictObject({ userId: z.string().regex(/^\d+$/) }),
  identifiers: ['email', 'externalId', 'customerNumber', 'accountId'],
  holdings,
  processor: { name: 'Zendesk', country: 'IE', agreement: 'Zendesk Data Processing Agreement' },
  // backups of the ticketing system: Zendesk Service Data Deletion Policy, help article 4408883628954
  backupHorizon: 'P130D',
  gaps: [
    'Tickets of others in which the person is in copy, follows or comments.',
    'Side conversations.',
    'Chat transcripts and the profiles of chat visitors.',
    'Articles, posts, comments and votes in the Help Center.',
    'Satisfaction ratings and the custom fields of tickets.',
    'Suspended tickets, which Zendesk drops by itself.',
    'Recordings and call details of Zendesk Talk.',
    'The contents of attachments (their names are told), and the photo and organisation of a user.',
    'Users whom staff deleted by hand: the search no longer finds them, Zendesk forgets them after thirty days.',
    'People who work in this Zendesk themselves.',
  ],
  concurrency: 4,
  hosts: ({ subdomain, origin = `https://${subdomain}.zendesk.com` }) => [new URL(origin).host],
  skips: [
    {
      property: 'S4',
      reason: 'The user search of Zendesk takes an e-mail address in the query of its path only.',
      until: '2027-06-30',
    },
  ],

  async open({ subdomain, token, origin = `https://${subdomain}.zendesk.com` }) {
    return createHttpClient({ origin, headers: { authorization: `Bearer ${token}` } })
  },
  async close() {},
  async check(context) {
    try {
      const missing = await missingFor(context)
      return missing === null ? [] : [unusable(missing)]
    } catch (error) {
      context.signal.throwIfAborted()
      return [unusable(failureOf(error))]
    }
  },

  find: (subjects, context) => mapConcurrently(subjects, 4, (identifiers) => findOne(identifiers, context)),

  async *export(orders, context) {
    const api = createApi(context)
    for (const [of, { locator, holdings }] of orders.entries()) {
      if (holdings.users !== undefined) yield* exportUser(api, of, locator, holdings.users)
      if (holdings.tickets !== undefined) yield* exportTickets(api, of, locator, holdings.tickets)
    }
  },

  erase: (orders, context) => mapConcurrently(orders, 4, (order) => eraseOrder(order, context)),
})

async function* exportUser(
  api: Api,
  of: number,
  { userId }: ZendeskLocator,
  page: Page,
): AsyncGenerator<Item> {
  if (page.after === userId || (page.first ?? 1) < 1) return
  const user = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user
  if (user === undefined || isForgotten(user)) return
  const data = toUserRecord(user, await identitiesOf(api, userId))
  yield { of, holding: 'users', ref: userId, cursor: userId, data }
}

/** Our cursor: Zendesk's cursor of the page, a space, and the ticket after which to go on. */
async function* exportTickets(
  api: Api,
  of: number,
  { userId }: ZendeskLocator,
  page: Page,
): AsyncGenerator<Item> {
  const { first = Infinity } = page
  const [after = '', last] = page.after?.split(' ') ?? []
  if (first < 1) return
  let count = 0
  // pages of one size whatever is asked, so that the place of a ticket stays where its cursor says
  for await (const list of api.pages(`/api/v2/users/${userId}/tickets/requested`, TicketPage, { after })) {
    const place = list.cursor === after ? list.page.tickets.findIndex(({ id }) => id === last) : -1
    for (const ticket of list.page.tickets.slice(place + 1)) {
      const { data, shared } = await readTicket(api, ticket, userId)
      const cursor = `${list.cursor} ${ticket.id}`
      yield { of, holding: 'tickets', ref: ticket.id, cursor, data, ...(shared && { shared }) }
      if (++count >= first) return
    }
  }
  if (page.after !== undefined) return
  const related = await api.read(`/api/v2/users/${userId}/related`, Related)
  if (count < (related?.user_related.requested_tickets ?? 0)) {
    throw new FailureError(permanent('Zendesk listed fewer tickets than it counts'))
  }
}

/** In the order that `after` asks for: Zendesk keeps a user who has open tickets. */
async function eraseOrder(
  { locator: { userId }, lines }: ErasureOrder<typeof holdings, ZendeskLocator>,
  context: ZendeskContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let ticketsDone = true
  for (const holding of inErasureOrder(holdings)) {
    for (const [index, line] of lines.entries()) {
      if (line.holding !== holding) continue
      const outcome = await eraseLine(line, userId, ticketsDone, context)
      outcomes[index] = outcome
      if (holding === 'tickets' && outcome.status !== 'done') ticketsDone = false
    }
  }
  return outcomes
}

async function eraseLine(
  { holding, action, select, token }: ErasureLine<typeof holdings>,
  userId: string,
  ticketsDone: boolean,
  context: ZendeskContext,
): Promise<Outcome> {
  if (action === 'reduce')
    return { status: 'unsupported', why: 'Zendesk deletes tickets and users as a whole.' }
  if (select.refs.length === 0) return { status: 'done', count: 0 }
  const api = createApi(context)
  try {
    if (holding === 'tickets') return await eraseTickets(api, userId, select.refs, token, context.now())
    const others = select.refs.filter((ref) => ref !== userId)
    if (others.length > 0) return { status: 'stale', refs: others }
    if (!ticketsDone) return { status: 'failed', failure: blocked('tickets'), done: 0 }
    return await eraseUser(api, userId, token, context.now())
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}
