import { defineRecordType, field, text, type DataOf } from '@rechtop/connector'
import { TicketComment } from '@rechtop/schema'
import { z } from 'zod'
import { TicketPage, Tickets, TicketSearch, type Ticket } from './answers.ts'
import { rowsOf, type Api } from './api.ts'
import { mentionsIn, namesOf, saysAnything } from './mention.ts'
import type { Person } from './person.ts'
import { othersWroteIn, readComments, toCommentRecord, type Said } from './ticket-record.ts'

/** A ticket that is also somebody else's, as far as it is about the person. */
export const ZendeskSharedTicket = defineRecordType({
  name: 'ZendeskSharedTicket',
  category: 'communication',
  description: 'The part that a person has in a ticket which is also somebody else’s.',
  fields: {
    number: field('communication', text(), 'Number of the ticket.'),
    part: field(
      'communication',
      z.array(z.enum(['asked', 'in copy', 'follows', 'assigned', 'wrote', 'named'])),
      'What they have to do with it.',
    ),
    subject: field('communication', text(), 'Its subject, where they asked.'),
    comments: field(
      'communication',
      z.array(TicketComment),
      'What they wrote in it, and what support answered where they asked.',
    ),
    mentions: field(
      'communication',
      z.array(z.object({ at: z.string().nullable(), text: z.string() })),
      'Where others named them, by address, number or full name.',
    ),
  },
})
export type SharedTicket = DataOf<{ type: typeof ZendeskSharedTicket }>

/** What a person has in one ticket, or null: it is their own alone, or nothing in it is about them (any more). */
export async function readShared(
  api: Api,
  ticket: Ticket,
  person: Person,
): Promise<{
  readonly data: SharedTicket
  readonly own: readonly Said[]
  readonly said: readonly Said[]
} | null> {
  const said = await readComments(api, ticket.id, person.userId)
  const asked = ticket.requester_id === person.userId
  if (asked && !othersWroteIn(said)) return null
  const own = said.filter(({ comment }) => comment.author_id === person.userId && saysAnything(comment))
  const names = namesOf(person)
  const mentions = [
    ...mentionsIn(ticket.subject, names).map((text) => ({ at: ticket.created_at ?? null, text })),
    ...said
      .filter((one) => !own.includes(one))
      .flatMap(({ comment }) =>
        mentionsIn(comment.body, names).map((text) => ({ at: comment.created_at ?? null, text })),
      ),
  ]
  const part = partsOf(ticket, person, own.length > 0, mentions.length > 0)
  if (part.length === 0) return null
  const told = asked ? said.filter((one) => own.includes(one) || one.author === 'support') : own
  const subject = asked ? (ticket.subject ?? null) : null
  const comments = told.map(toCommentRecord)
  return { data: { number: ticket.id, part, subject, comments, mentions }, own, said }
}

function partsOf(
  ticket: Ticket,
  { user, userId }: Person,
  wrote: boolean,
  named: boolean,
): NonNullable<SharedTicket['part']> {
  // the number of somebody who was forgotten leads to nobody
  const is = (ids: readonly string[] | null | undefined): boolean =>
    user !== null && ids?.includes(userId) === true
  const parts = {
    asked: is([ticket.requester_id ?? '']),
    'in copy': is(ticket.email_cc_ids) || (is(ticket.collaborator_ids) && !is(ticket.follower_ids)),
    follows: is(ticket.follower_ids),
    assigned: is([ticket.assignee_id ?? '']),
    wrote,
    named,
  } as const
  const all = ['asked', 'in copy', 'follows', 'assigned', 'wrote', 'named'] as const
  return all.filter((part) => parts[part])
}

const linked = ['requested', 'ccd', 'followed', 'assigned'] as const

/** The tickets in which the person may have a part, by number: those that Zendesk links, and those that name them. */
export async function candidatesFor(api: Api, { userId, addresses }: Person): Promise<Ticket[]> {
  const tickets = new Map<string, Ticket>()
  for (const list of linked) {
    const path = `/api/v2/users/${userId}/tickets/${list}`
    for (const ticket of await rowsOf(api.list(path, TicketPage), (page) => page.tickets)) {
      tickets.set(ticket.id, ticket)
    }
  }
  const named = new Set<string>()
  for (const query of [
    `commenter:${userId}`,
    ...addresses.map((address) => `"${address.replaceAll('"', '')}"`),
  ]) {
    const found = api.list('/api/v2/search/export', TicketSearch, {
      query: { query, 'filter[type]': 'ticket' },
    })
    for (const { id } of await rowsOf(found, ({ results }) => results)) if (!tickets.has(id)) named.add(id)
  }
  for (const ticket of await ticketsAmong(api, [...named])) tickets.set(ticket.id, ticket)
  return [...tickets.values()].toSorted((a, b) => Number(a.id) - Number(b.id))
}

/** Those of the tickets that are there. */
export async function ticketsAmong(api: Api, ids: readonly string[]): Promise<Ticket[]> {
  const tickets: Ticket[] = []
  for (let at = 0; at < ids.length; at += 100) {
    const chunk = ids.slice(at, at + 100).join(',')
    tickets.push(...((await api.read('/api/v2/tickets/show_many', Tickets, { ids: chunk }))?.tickets ?? []))
  }
  return tickets
}
