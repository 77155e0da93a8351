import { idsOf, ok, recordInvalid, recordNotFound, tooManyValues, type Call, type Route } from './answer.ts'
import { list } from './paging.ts'
import type { FakeUser } from './state.ts'
import type { World } from './world.ts'

export const findUser = ({ state }: World, call: Call): FakeUser | undefined =>
  state.users.find((user) => String(user.id) === call.params['id'])

/** Matches parts of nearly any property, as the real search does; the index forgets deleted users. */
function search(world: World, query: string): FakeUser[] {
  const wanted = query
    .replace(/^email:/, '')
    .replaceAll(/["*]/g, '')
    .toLowerCase()
  const identities = Map.groupBy(world.state.identities, ({ user_id }) => user_id)
  return world.state.users.filter((user) => {
    const addresses = identities.get(user.id)?.map(({ value }) => value) ?? []
    const texts = [
      user.name,
      user.email,
      user.phone,
      user.notes,
      user.details,
      user.external_id,
      ...addresses,
    ]
    return user.active && texts.some((text) => text?.toLowerCase().includes(wanted))
  })
}

const byExternalId = (world: World, value: string): FakeUser[] =>
  world.state.users.filter((user) => user.active && user.external_id?.toLowerCase() === value.toLowerCase())

const anonymous = { id: null, name: 'Anonymous user', email: null, role: 'end-user', active: false }

export const userRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/v2/users/me',
    answer: (world) => ok({ user: world.state.users.find((user) => user.id === world.me) ?? anonymous }),
  },
  {
    method: 'get',
    path: '/api/v2/users/search',
    answer(world, call) {
      const externalId = call.query.get('external_id')
      const query = call.query.get('query') ?? ''
      return list(
        world,
        call,
        'users',
        externalId === null ? search(world, query) : byExternalId(world, externalId),
      )
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/show_many',
    answer(world, call) {
      const ids = idsOf(call)
      if (ids === null) return tooManyValues
      return list(
        world,
        call,
        'users',
        world.state.users.filter((user) => ids.includes(user.id)),
      )
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/:id/identities',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      return list(
        world,
        call,
        'identities',
        world.state.identities.filter(({ user_id }) => user_id === user.id),
      )
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/:id/related',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const requested = world.state.tickets.filter(
        (ticket) => ticket.requester_id === user.id && ticket.stage === 'live',
      )
      const none = { assigned_tickets: 0, ccd_tickets: 0, organization_subscriptions: 0 }
      return ok({ user_related: { ...none, requested_tickets: requested.length } })
    },
  },
  {
    method: 'get',
    path: '/api/v2/users/:id',
    answer(world, call) {
      const user = findUser(world, call)
      return user === undefined ? recordNotFound : ok({ user })
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
      world.note('user deleted', user.id)
      return ok({ user })
    },
  },
]
