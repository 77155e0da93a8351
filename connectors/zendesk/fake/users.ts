import {
  idsOf,
  ok,
  recordInvalid,
  recordNotFound,
  tooManyValues,
  valuesOf,
  type Call,
  type Route,
} from './answer.ts'
import { byOffset, list } from './paging.ts'
import { changedSince } from './incremental.ts'
import { indexed } from './search-index.ts'
import type { FakeUser } from './state.ts'
import type { World } from './world.ts'

export const findUser = ({ state }: World, call: Call): FakeUser | undefined =>
  state.users.find((user) => String(user.id) === call.params['id'])

export const shownUser = ({ organization_ids, ...user }: FakeUser): object => ({
  ...user,
  organization_id: organization_ids[0] ?? null,
  verified: true,
  shared: false,
})

/** Matches parts of nearly any property, as the real search does. The index forgets deleted users. */
function search(world: World, query: string): FakeUser[] {
  const wanted = query
    .replace(/^(?:email|phone):/, '')
    .replaceAll(/["*]/g, '')
    .toLowerCase()
  return world.state.users.filter((user) => user.active && indexed(world, 'user', user.id).includes(wanted))
}

const isOneOf = (values: readonly string[], { active, external_id }: FakeUser): boolean =>
  active && values.some((value) => value.toLowerCase() === external_id?.toLowerCase())

const anonymous = { id: null, name: 'Anonymous user', email: null, role: 'end-user', active: false }

export const userRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/users/me',
    answer(world) {
      const user = world.state.users.find(({ id }) => id === world.me)
      return ok({ user: user === undefined ? anonymous : shownUser(user) })
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/search',
    answer(world, call) {
      const externalId = call.query.get('external_id')
      const found =
        externalId === null
          ? search(world, call.query.get('query') ?? '')
          : world.state.users.filter((user) => isOneOf([externalId], user))
      return byOffset(call, 'users', found.map(shownUser))
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/show_many',
    answer(world, call) {
      const ids = idsOf(call)
      const externalIds = valuesOf(call, 'external_ids')
      if (ids === null || externalIds === null) return tooManyValues
      const found = world.state.users.filter((user) => ids.includes(user.id) || isOneOf(externalIds, user))
      return byOffset(call, 'users', found.map(shownUser))
    },
  },
  {
    method: 'get',
    path: '/api/v2/incremental/users/cursor',
    admin: true,
    answer: (world, call) => changedSince(world, call, 'users', world.state.users, shownUser),
  },
  {
    method: 'get',
    path: '/api/v2/users/:id/related',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const live = world.state.tickets.filter(({ stage }) => stage === 'live')
      return ok({
        user_related: {
          requested_tickets: live.filter(({ requester_id }) => requester_id === user.id).length,
          ccd_tickets: live.filter(({ email_cc_ids }) => email_cc_ids.includes(user.id)).length,
          assigned_tickets: live.filter(({ assignee_id }) => assignee_id === user.id).length,
          organization_subscriptions: 0,
        },
      })
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/:id/organization_memberships',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const rows = user.organization_ids.map((organization_id, id) => ({
        id,
        user_id: user.id,
        organization_id,
        default: id === 0,
      }))
      return list(world, call, 'organization_memberships', rows)
    },
  },
  {
    method: 'get',
    path: '/api/v2/organizations/show_many',
    answer(world, call) {
      const ids = idsOf(call)
      if (ids === null) return tooManyValues
      return byOffset(
        call,
        'organizations',
        world.state.organizations.filter(({ id }) => ids.includes(id)),
      )
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/:id',
    answer(world, call) {
      const user = findUser(world, call)
      return user === undefined ? recordNotFound : ok({ user: shownUser(user) })
    },
  },
  {
    method: 'delete',
    path: '/api/v2/users/:id',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined || !user.active) return recordNotFound
      const open = world.state.tickets.some(
        (ticket) => ticket.requester_id === user.id && ticket.stage === 'live' && ticket.status !== 'closed',
      )
      if (open) return recordInvalid(`${user.name} is the requester of a ticket that is not closed`)
      user.active = false
      user.updated_at = world.now().toISOString()
      world.reindex('user', user.id)
      world.note('user deleted', user.id)
      return ok({ user: shownUser(user) })
    },
  },
]
