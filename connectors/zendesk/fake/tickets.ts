import { z } from 'zod'
import {
  idsOf,
  noContent,
  ok,
  recordInvalid,
  recordNotFound,
  tooManyValues,
  type Answer,
  type Call,
  type Route,
} from './answer.ts'
import { textOf } from './comment-html.ts'
import { changedSince } from './incremental.ts'
import { deleteTicket, queueJob } from './jobs.ts'
import { byCursor, byOffset, list } from './paging.ts'
import { indexed } from './search-index.ts'
import type { FakeTicket } from './state.ts'
import { findUser } from './users.ts'
import { elapsed, type World } from './world.ts'

const shown = (ticket: FakeTicket): { readonly id: number; readonly [field: string]: unknown } => {
  const { comments, stage: _, deleted_at: _at, undeletable: _no, archived: _long, ...rest } = ticket
  return {
    ...rest,
    submitter_id: ticket.requester_id,
    raw_subject: ticket.subject,
    description: textOf(comments[0]?.html_body ?? ''),
    collaborator_ids: [...new Set([...ticket.email_cc_ids, ...ticket.follower_ids])],
    satisfaction_rating: ticket.satisfaction_rating ?? { score: 'unoffered' },
    via: { channel: 'web' },
  }
}

export const liveTicket = (world: World, id: string | undefined): FakeTicket | undefined =>
  world.state.tickets.find((ticket) => String(ticket.id) === id && ticket.stage === 'live')

const inDeletedList = (world: World, ticket: FakeTicket): boolean =>
  ticket.stage === 'deleted' &&
  !ticket.archived &&
  elapsed(ticket.deleted_at ?? '', world.now()) >= world.delays.deletedList

function deletedTickets(world: World, call: Call): Answer {
  const rows = world.state.tickets
    .filter((ticket) => inDeletedList(world, ticket))
    .sort((a, b) =>
      call.query.get('sort_by') === 'deleted_at'
        ? Date.parse(a.deleted_at ?? '') - Date.parse(b.deleted_at ?? '') || a.id - b.id
        : a.id - b.id,
    )
    .map(({ id, subject, status, deleted_at }) => ({
      id,
      subject,
      deleted_at,
      previous_state: status,
      actor: { id: world.me, name: 'Support' },
    }))
  const ordered = call.query.get('sort_order') === 'desc' ? rows.toReversed() : rows
  return list(world, call, 'deleted_tickets', ordered)
}

/** The tickets with which a user has to do, archived ones included. */
function listOf(part: string, isIn: (ticket: FakeTicket, user: number) => boolean): Route {
  return {
    method: 'get',
    path: `/api/v2/users/:id/tickets/${part}`,
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const found = world.state.tickets.filter((ticket) => ticket.stage === 'live' && isIn(ticket, user.id))
      return list(world, call, 'tickets', found.map(shown))
    },
  }
}

const Person = z.object({ user_id: z.int(), action: z.literal('delete') })
const Change = z.object({
  ticket: z.object({
    subject: z.string().optional(),
    status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']).optional(),
    assignee_id: z.null().optional(),
    email_ccs: z.array(Person).optional(),
    followers: z.array(Person).optional(),
  }),
})

function update(world: World, call: Call): Answer {
  const ticket = liveTicket(world, call.params['id'])
  if (ticket === undefined) return recordNotFound
  if (ticket.status === 'closed') return recordInvalid('closed prevents ticket update', 'status')
  const change = Change.safeParse(call.body).data?.ticket
  if (change === undefined) return recordInvalid('The change is not of the documented form')
  const without = (ids: readonly number[], out: readonly z.infer<typeof Person>[] = []): number[] =>
    ids.filter((id) => !out.some(({ user_id }) => user_id === id))
  ticket.subject = change.subject ?? ticket.subject
  ticket.status = change.status ?? ticket.status
  if (change.assignee_id === null) ticket.assignee_id = null
  ticket.email_cc_ids = without(ticket.email_cc_ids, change.email_ccs)
  ticket.follower_ids = without(ticket.follower_ids, change.followers)
  ticket.updated_at = world.now().toISOString()
  world.reindex('ticket', ticket.id)
  world.note('ticket updated', ticket.id)
  return ok({ ticket: shown(ticket), audit: { id: ++world.state.lastId, ticket_id: ticket.id } })
}

/** By the words in it, or by `commenter:` and a number. `type:` in the query is an error: it is a filter of its own. */
function search(world: World, call: Call): Answer {
  const query = call.query.get('query') ?? ''
  if (call.query.get('filter[type]') !== 'ticket' || query.includes('type:'))
    return { status: 422, body: { error: 'invalid', description: 'The type goes into filter[type]' } }
  const wanted = query.replaceAll('"', '').toLowerCase()
  const found = world.state.tickets.filter(
    ({ id, stage }) => stage === 'live' && linesOf(indexed(world, 'ticket', id), wanted),
  )
  const results = found.map((ticket) => ({ ...shown(ticket), result_type: 'ticket' }))
  return byCursor(world, call, 'results', results, {}, { most: 1000, lifeMs: 3_600_000 })
}

const linesOf = (text: string, wanted: string): boolean =>
  wanted.startsWith('commenter:') ? text.split('\n').includes(wanted) : text.includes(wanted)

export const ticketRoutes: readonly Route[] = [
  listOf('requested', ({ requester_id }, user) => requester_id === user),
  listOf('ccd', ({ email_cc_ids }, user) => email_cc_ids.includes(user)),
  listOf('followed', ({ follower_ids }, user) => follower_ids.includes(user)),
  listOf('assigned', ({ assignee_id }, user) => assignee_id === user),
  { method: 'get', path: '/api/v2/search/export', answer: search },
  {
    method: 'get',
    path: '/api/v2/incremental/tickets/cursor',
    admin: true,
    answer: (world, call) =>
      changedSince(world, call, 'tickets', world.state.tickets, (ticket) => ({
        ...shown(ticket),
        status: ticket.stage === 'live' ? ticket.status : 'deleted',
      })),
  },
  {
    method: 'get',
    path: '/api/v2/tickets/show_many',
    answer(world, call) {
      const ids = idsOf(call)
      if (ids === null) return tooManyValues
      const found = world.state.tickets.filter(({ id, stage }) => ids.includes(id) && stage === 'live')
      return byOffset(call, 'tickets', found.map(shown))
    },
  },
  {
    method: 'delete',
    path: '/api/v2/tickets/destroy_many',
    answer(world, call) {
      const ids = idsOf(call)
      return ids === null ? tooManyValues : queueJob(world, 'delete', ids)
    },
  },
  {
    method: 'get',
    path: '/api/v2/tickets/:id',
    answer(world, call) {
      const ticket = liveTicket(world, call.params['id'])
      return ticket === undefined ? recordNotFound : ok({ ticket: shown(ticket) })
    },
  },
  { method: 'put', path: '/api/v2/tickets/:id', answer: update },
  {
    method: 'delete',
    path: '/api/v2/tickets/:id',
    answer: (world, call) => (deleteTicket(world, Number(call.params['id'])) ? noContent : recordNotFound),
  },
  { method: 'get', path: '/api/v2/deleted_tickets', answer: deletedTickets },
  {
    method: 'delete',
    path: '/api/v2/deleted_tickets/destroy_many',
    admin: true,
    answer(world, call) {
      const ids = idsOf(call)
      return ids === null ? tooManyValues : queueJob(world, 'scrub', ids)
    },
  },
  {
    method: 'delete',
    path: '/api/v2/deleted_tickets/:id',
    admin: true,
    answer(world, call) {
      const ticket = world.state.tickets.find(({ id }) => String(id) === call.params['id'])
      if (ticket === undefined || !inDeletedList(world, ticket)) return recordNotFound
      return queueJob(world, 'scrub', [ticket.id])
    },
  },
]
