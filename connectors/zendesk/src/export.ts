import type { ExportItem, ExportOrder, Page } from '@rechtop/connector'
import { mapConcurrently } from '@rechtop/connector/http'
import { MembershipPage, Organizations, Related, TicketPage, type Ticket } from './answers.ts'
import { createApi, rowsOf, type Api, type ZendeskContext } from './api.ts'
import { chatsWith, toChatRecord } from './chat.ts'
import { concurrency } from './client.ts'
import type { ZendeskHoldings } from './holdings.ts'
import type { ZendeskLocator } from './locator.ts'
import { suspendedTickets, emailOf } from './lookup.ts'
import { addressesOf, readPerson } from './person.ts'
import { candidatesFor, readShared, requireAll } from './shared-ticket.ts'
import { toSuspendedRecord } from './suspended-ticket.ts'
import {
  filesOf,
  othersWroteIn,
  readComments,
  readSideConversations,
  toTicketRecord,
  type Said,
} from './ticket-record.ts'
import { toUserRecord } from './user-record.ts'

type Item = ExportItem<ZendeskHoldings>
type Beside = Awaited<ReturnType<typeof readSideConversations>>

/** What Zendesk holds under these locators, one after another. */
export async function* exportOrders(
  orders: readonly ExportOrder<ZendeskHoldings, ZendeskLocator>[],
  context: ZendeskContext,
): AsyncGenerator<Item> {
  const api = createApi(context)
  for (const [of, { locator, holdings }] of orders.entries()) {
    if ('userId' in locator) {
      const { userId } = locator
      const read = readOnce()
      if (holdings.users !== undefined) yield* cut(holdings.users, () => exportUser(api, of, userId))
      if (holdings.tickets !== undefined) {
        yield* exportTickets(api, of, userId, holdings.tickets, context, read)
      }
      if (holdings.sharedTickets !== undefined) {
        yield* exportShared(api, of, userId, holdings.sharedTickets, read)
      }
    }
    if (holdings.suspendedTickets !== undefined) {
      yield* cut(holdings.suspendedTickets, () => exportSuspended(api, of, locator))
    }
    if (holdings.chats !== undefined && context.config.addOns.chat) {
      yield* cut(holdings.chats, () => exportChats(api, of, locator))
    }
  }
}

/** A page of a list that is short enough to be read from its beginning. */
async function* cut(
  { after, first = Infinity }: Page,
  items: () => AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  if (first < 1) return
  let count = 0
  let begun = after === undefined
  for await (const item of items()) {
    if (!begun) {
      begun = item.cursor === after
      continue
    }
    yield item
    if (++count >= first) return
  }
}

async function* exportUser(api: Api, of: number, userId: string): AsyncGenerator<Item> {
  const { user, identities } = await readPerson(api, userId)
  if (user === null) return
  const data = toUserRecord(user, identities, await organisationsOf(api, userId))
  yield { of, holding: 'users', ref: userId, cursor: userId, data }
}

async function organisationsOf(api: Api, userId: string): Promise<string[]> {
  const path = `/api/v2/users/${userId}/organization_memberships`
  const memberships = await rowsOf(
    api.list(path, MembershipPage),
    ({ organization_memberships }) => organization_memberships,
  )
  const ids = memberships.map(({ organization_id }) => organization_id).join(',')
  if (ids === '') return []
  const shown = await api.read('/api/v2/organizations/show_many', Organizations, { ids })
  return (shown?.organizations ?? []).flatMap(({ name }) => name ?? [])
}

/** What was said in a ticket is asked for once, although two holdings want to know it. */
function readOnce(): typeof readComments {
  const said = new Map<string, ReturnType<typeof readComments>>()
  return (api, ticketId, userId) => {
    const known = said.get(ticketId) ?? readComments(api, ticketId, userId)
    said.set(ticketId, known)
    known.catch(() => said.delete(ticketId))
    return known
  }
}

/** Our cursor: Zendesk's cursor of the page, a space, and the ticket after which to go on. */
async function* exportTickets(
  api: Api,
  of: number,
  userId: string,
  page: Page,
  { config }: ZendeskContext,
  read: typeof readComments,
): AsyncGenerator<Item> {
  const { first = Infinity } = page
  const [after = '', last] = page.after?.split(' ') ?? []
  if (first < 1) return
  let [count, listed] = [0, 0]
  const readTicket = async (
    ticket: Ticket,
  ): Promise<{ ticket: Ticket; said: Said[]; beside: Beside } | null> => {
    const said = await read(api, ticket.id, userId)
    if (othersWroteIn(said)) return null // it is among the shared ones
    const { sideConversations } = config.addOns
    return {
      ticket,
      said,
      beside: sideConversations ? await readSideConversations(api, ticket.id, userId) : [],
    }
  }
  // pages of one size whatever is asked, so that the place of a ticket stays where its cursor says
  for await (const list of api.list(`/api/v2/users/${userId}/tickets/requested`, TicketPage, { after })) {
    const place = list.place === after ? list.page.tickets.findIndex(({ id }) => id === last) : -1
    listed += list.page.tickets.length
    const rest = list.page.tickets.slice(place + 1)
    for (let at = 0; at < rest.length; at += concurrency) {
      for (const one of await mapConcurrently(rest.slice(at, at + concurrency), concurrency, readTicket)) {
        if (one === null) continue
        const { ticket, said, beside } = one
        const data = toTicketRecord(ticket, said, beside)
        const files = filesOf(said)
        const cursor = `${list.place} ${ticket.id}`
        yield { of, holding: 'tickets', ref: ticket.id, cursor, data, ...(files.length > 0 && { files }) }
        if (++count >= first) return
      }
    }
  }
  if (page.after !== undefined) return
  const related = await api.read(`/api/v2/users/${userId}/related`, Related)
  requireAll(listed, related?.user_related.requested_tickets ?? 0)
}

async function* exportShared(
  api: Api,
  of: number,
  userId: string,
  { after, first = Infinity }: Page,
  read: typeof readComments,
): AsyncGenerator<Item> {
  if (first < 1) return
  const person = await readPerson(api, userId)
  let count = 0
  const rest = (await candidatesFor(api, person)).filter(
    ({ id }) => after === undefined || Number(id) > Number(after),
  )
  for (let at = 0; at < rest.length; at += concurrency) {
    const few = rest.slice(at, at + concurrency)
    const parts = await mapConcurrently(few, concurrency, (ticket) => readShared(api, ticket, person, read))
    for (const shared of parts) {
      if (shared === null) continue
      const { data, own } = shared
      const ref = data.number ?? ''
      const files = filesOf(own)
      yield { of, holding: 'sharedTickets', ref, cursor: ref, data, ...(files.length > 0 && { files }) }
      if (++count >= first) return
    }
  }
}

async function* exportSuspended(api: Api, of: number, locator: ZendeskLocator): AsyncGenerator<Item> {
  const addresses = await addressesOf(api, locator)
  if (addresses.length === 0) return
  for (const mail of await suspendedTickets(api)) {
    if (!addresses.includes(emailOf(mail.author?.email))) continue
    yield { of, holding: 'suspendedTickets', ref: mail.id, cursor: mail.id, data: toSuspendedRecord(mail) }
  }
}

async function* exportChats(api: Api, of: number, locator: ZendeskLocator): AsyncGenerator<Item> {
  for (const chat of await chatsWith(api, await addressesOf(api, locator))) {
    yield { of, holding: 'chats', ref: chat.id, cursor: chat.id, data: toChatRecord(chat) }
  }
}
