import {
  idsOf,
  noContent,
  ok,
  recordNotFound,
  tooManyValues,
  type Answer,
  type Call,
  type Route,
} from './answer.ts'
import { deleteTicket, queueJob } from './jobs.ts'
import { list } from './paging.ts'
import type { FakeTicket } from './state.ts'
import { findUser } from './users.ts'
import { elapsed, type World } from './world.ts'

const shown = (ticket: FakeTicket): { readonly id: number } => {
  const { comments, stage: _stage, deleted_at: _deleted, undeletable: _undeletable, ...rest } = ticket
  return Object.assign(rest, { description: comments[0]?.body ?? null, via: { channel: 'web' } })
}

const live = (world: World, call: Call): FakeTicket | undefined =>
  world.state.tickets.find((ticket) => String(ticket.id) === call.params['id'] && ticket.stage === 'live')

const inDeletedList = (world: World, ticket: FakeTicket): boolean =>
  ticket.stage === 'deleted' && elapsed(ticket.deleted_at ?? '', world.now()) >= world.delays.deletedList

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
      actor: null,
    }))
  return list(
    world,
    call,
    'deleted_tickets',
    call.query.get('sort_order') === 'desc' ? rows.toReversed() : rows,
  )
}

export const ticketRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/users/:id/tickets/requested',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const requested = world.state.tickets.filter(
        (ticket) => ticket.requester_id === user.id && ticket.stage === 'live',
      )
      return list(world, call, 'tickets', requested.map(shown))
    },
  },
  {
    method: 'get',
    path: '/api/v2/tickets/show_many',
    answer(world, call) {
      const ids = idsOf(call)
      if (ids === null) return tooManyValues
      const found = world.state.tickets.filter((ticket) => ids.includes(ticket.id) && ticket.stage === 'live')
      return list(world, call, 'tickets', found.map(shown))
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
    path: '/api/v2/tickets/:id/comments',
    answer(world, call) {
      const ticket = live(world, call)
      if (ticket === undefined) return recordNotFound
      const authors = new Set(ticket.comments.map((comment) => comment.author_id))
      const users = world.state.users.filter((user) => authors.has(user.id))
      const sideload = call.query.get('include') === 'users' ? { users } : {}
      return list(world, call, 'comments', ticket.comments, sideload)
    },
  },
  {
    method: 'get',
    path: '/api/v2/tickets/:id',
    answer(world, call) {
      const ticket = live(world, call)
      return ticket === undefined ? recordNotFound : ok({ ticket: shown(ticket) })
    },
  },
  {
    method: 'delete',
    path: '/api/v2/tickets/:id',
    answer: (world, call) => (deleteTicket(world, Number(call.params['id'])) ? noContent : recordNotFound),
  },
  { method: 'get', path: '/api/v2/deleted_tickets', answer: deletedTickets },
  {
    method: 'delete',
    path: '/api/v2/deleted_tickets/destroy_many',
    answer(world, call) {
      const ids = idsOf(call)
      return ids === null ? tooManyValues : queueJob(world, 'scrub', ids)
    },
  },
  {
    method: 'delete',
    path: '/api/v2/deleted_tickets/:id',
    answer(world, call) {
      const ticket = world.state.tickets.find(({ id }) => String(id) === call.params['id'])
      if (ticket === undefined || !inDeletedList(world, ticket)) return recordNotFound
      return queueJob(world, 'scrub', [ticket.id])
    },
  },
]
