import { defineRecordType, FailureError, field, permanent, text, type DataOf } from '@rechtop/connector'
import { TicketComment } from '@rechtop/schema'
import { z } from 'zod'
import {
  OneTicket,
  Related,
  TicketPage,
  Tickets,
  TicketSearch,
  type Comment,
  type Ticket,
} from './answers.ts'
import { rowsOf, type Api } from './api.ts'
import { markedHtml } from './marked-html.ts'
import { mentionsIn, namesOf, patternsOf, saysAnything } from './mention.ts'
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
    comments: field('communication', z.array(TicketComment), 'What they wrote in it.'),
    mentions: field(
      'communication',
      z.array(z.object({ at: z.string().nullable(), text: z.string() })),
      'Where others named them, by address, number or full name.',
    ),
  },
})
export type SharedTicket = DataOf<{ type: typeof ZendeskSharedTicket }>

export type Shared = {
  readonly data: SharedTicket
  /** What in it names the person. */
  readonly names: readonly RegExp[]
  readonly own: readonly Said[]
  readonly said: readonly Said[]
}

/**
 * What a person has in one ticket, or null: it is their own alone, or nothing in it is about them (any more).
 * `known`: what named them when it was first looked at, since the rest of the ticket may not show it any more.
 */
export async function readShared(
  api: Api,
  ticket: Ticket,
  person: Person,
  read: typeof readComments = readComments,
  known?: readonly RegExp[],
): Promise<Shared | null> {
  const said = await read(api, ticket.id, person.userId)
  const asked = ticket.requester_id === person.userId
  if (asked && !othersWroteIn(said)) return null
  const own = said.filter(({ comment }) => comment.author_id === person.userId && saysAnything(comment))
  const all = namesOf(person)
  const links = partsOf(ticket, person, own.length > 0)
  const isTheirs =
    links.length > 0 ||
    mentionsIn(ticket.subject, all.sure).length > 0 ||
    said.some(({ comment }) => namedIn(comment, all.sure).length > 0)
  const names = known ?? patternsOf(all, isTheirs)
  const mentions = [
    ...mentionsIn(ticket.subject, names).map((text) => ({ at: ticket.created_at ?? null, text })),
    ...said
      .filter((one) => !own.includes(one))
      .flatMap(({ comment }) =>
        namedIn(comment, names).map((text) => ({ at: comment.created_at ?? null, text })),
      ),
  ]
  const part = mentions.length > 0 ? [...links, 'named' as const] : links
  if (part.length === 0) return null
  const subject = asked ? (ticket.subject ?? null) : null
  const comments = own.map(toCommentRecord)
  return { data: { number: ticket.id, part, subject, comments, mentions }, names, own, said }
}

/** Where a comment names them: in its text, or behind a link. */
export function namedIn({ body, html_body }: Comment, names: readonly RegExp[]): string[] {
  const texts = mentionsIn(body, names)
  return texts.length === 0 && markedHtml(html_body ?? '', names) !== null ? ['(a link)'] : texts
}

function partsOf(
  ticket: Ticket,
  { user, userId }: Person,
  wrote: boolean,
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
  } as const
  const all = ['asked', 'in copy', 'follows', 'assigned', 'wrote'] as const
  return all.filter((part) => parts[part])
}

const linked = [
  ['requested', 'requested_tickets'],
  ['ccd', 'ccd_tickets'],
  ['assigned', 'assigned_tickets'],
  ['followed', null],
] as const

/** The tickets in which the person may have a part, by number: those that Zendesk links, and those that name them. */
export async function candidatesFor(api: Api, person: Person): Promise<Ticket[]> {
  const { userId, addresses } = person
  const tickets = new Map<string, Ticket>()
  const related = await api.read(`/api/v2/users/${userId}/related`, Related)
  for (const [list, counted] of linked) {
    const path = `/api/v2/users/${userId}/tickets/${list}`
    const rows = await rowsOf(api.list(path, TicketPage), (page) => page.tickets)
    requireAll(rows.length, counted === null ? 0 : (related?.user_related[counted] ?? 0))
    for (const ticket of rows) tickets.set(ticket.id, ticket)
  }
  const number = person.user?.shared_phone_number === true ? null : person.user?.phone
  const texts = [...addresses, ...(number ? [number] : [])].map((text) => `"${text.replaceAll('"', '')}"`)
  const named = new Set<string>()
  for (const query of [`commenter:${userId}`, ...texts]) {
    const found = api.list('/api/v2/search/export', TicketSearch, {
      query: { query, 'filter[type]': 'ticket' },
    })
    for (const { id } of await rowsOf(found, ({ results }) => results)) if (!tickets.has(id)) named.add(id)
  }
  for (const ticket of await ticketsAmong(api, [...named])) tickets.set(ticket.id, ticket)
  return [...tickets.values()].toSorted((a, b) => Number(a.id) - Number(b.id))
}

/** The lists leave tickets out at times; the count does not. */
export function requireAll(listed: number, counted: number): void {
  if (listed < counted) throw new FailureError(permanent('Zendesk listed fewer tickets than it counts'))
}

/** Those of the tickets that are there. One that the list leaves out is asked for by itself before it counts as gone. */
export async function ticketsAmong(api: Api, ids: readonly string[]): Promise<Ticket[]> {
  const tickets: Ticket[] = []
  for (let at = 0; at < ids.length; at += 100) {
    const chunk = ids.slice(at, at + 100)
    const shown = await api.read('/api/v2/tickets/show_many', Tickets, { ids: chunk.join(',') })
    tickets.push(...(shown?.tickets ?? []))
    for (const id of chunk.filter((one) => !shown?.tickets.some((ticket) => ticket.id === one))) {
      const one = await api.read(`/api/v2/tickets/${id}`, OneTicket)
      if (one !== null) tickets.push(one.ticket)
    }
  }
  return tickets
}
