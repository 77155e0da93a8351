import { z } from 'zod'
import {
  created,
  noContent,
  ok,
  recordInvalid,
  recordNotFound,
  type Answer,
  type Call,
  type Route,
} from './answer.ts'
import { list } from './paging.ts'
import type { FakeIdentity, FakeUser } from './state.ts'
import { findUser, shownUser } from './users.ts'
import type { EffectName, World } from './world.ts'

const text = z.string().nullable().optional()
const Change = z.object({
  user: z.object({
    name: z.string().min(1).optional(),
    email: z.string().optional(),
    phone: text,
    external_id: text,
    time_zone: text,
    locale: text,
    details: text,
    notes: text,
    tags: z.array(z.string()).optional(),
    user_fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    suspended: z.boolean().optional(),
  }),
})
const NewIdentity = z.object({
  identity: z.object({ type: z.string(), value: z.string(), verified: z.boolean().optional() }),
})

const identitiesOf = ({ state }: World, user: FakeUser): FakeIdentity[] =>
  state.identities.filter(({ user_id }) => user_id === user.id)

const isTaken = ({ state }: World, value: string): boolean =>
  state.identities.some((one) => one.type === 'email' && one.value.toLowerCase() === value.toLowerCase())

function identify(
  world: World,
  user: FakeUser,
  type: string,
  value: string,
  verified: boolean,
): FakeIdentity {
  const identity = {
    id: ++world.state.lastId,
    user_id: user.id,
    type,
    value,
    verified,
    primary: false,
    created_at: world.now().toISOString(),
    updated_at: world.now().toISOString(),
  }
  world.state.identities.push(identity)
  changed(world, user, 'identity added', identity.id)
  return identity
}

function changed(world: World, user: FakeUser, effect: EffectName, id: number): void {
  user.updated_at = world.now().toISOString()
  world.reindex('user', user.id)
  world.note(effect, id)
}

function updateUser(world: World, call: Call): Answer {
  const user = findUser(world, call)
  if (user === undefined || !user.active) return recordNotFound
  const change = Change.safeParse(call.body).data?.user
  if (change === undefined) return recordInvalid('The change is not of the documented form')
  const { email, phone, user_fields, ...plain } = change
  if (email !== undefined && isTaken(world, email)) return recordInvalid('Another user has it', 'email')
  // an address is added, and does not become the first; an empty text empties
  if (email !== undefined) identify(world, user, 'email', email, false)
  if (phone !== undefined) {
    user.phone = phone || null
    const known = identitiesOf(world, user).some(({ value }) => value === phone)
    if (phone && !known) identify(world, user, 'phone_number', phone, true)
  }
  for (const [key, value] of Object.entries(plain))
    Object.assign(user, { [key]: value === '' ? null : value })
  Object.assign(user.user_fields, user_fields)
  changed(world, user, 'user updated', user.id)
  return ok({ user: shownUser(user) })
}

function makePrimary(world: World, user: FakeUser, identity: FakeIdentity): Answer {
  for (const one of identitiesOf(world, user)) {
    const isPrimary = one.type === identity.type ? one === identity : one.primary
    if (one.primary !== isPrimary) one.updated_at = world.now().toISOString()
    one.primary = isPrimary
  }
  if (identity.type === 'email') user.email = identity.value
  changed(world, user, 'identity made primary', identity.id)
  return ok({ identities: identitiesOf(world, user) })
}

function deleteIdentity(world: World, user: FakeUser, identity: FakeIdentity): Answer {
  if (identity.type === 'email' && identity.primary) return recordInvalid('It is the primary address')
  world.state.identities.splice(world.state.identities.indexOf(identity), 1)
  // the number of a phone identity stays on the user
  changed(world, user, 'identity deleted', identity.id)
  return noContent
}

/** An endpoint of one identity. */
function ofIdentity(
  act: (world: World, user: FakeUser, identity: FakeIdentity) => Answer,
): (world: World, call: Call) => Answer {
  return (world, call) => {
    const user = findUser(world, call)
    const identity =
      user && identitiesOf(world, user).find(({ id }) => String(id) === call.params['identity'])
    return user === undefined || identity === undefined ? recordNotFound : act(world, user, identity)
  }
}

export const userChangeRoutes: readonly Route[] = [
  { method: 'put', path: '/api/v2/users/:id', answer: updateUser },
  {
    method: 'get',
    path: '/api/v2/users/:id/identities',
    answer(world, call) {
      const user = findUser(world, call)
      return user === undefined ? recordNotFound : list(world, call, 'identities', identitiesOf(world, user))
    },
  },
  {
    method: 'post',
    path: '/api/v2/users/:id/identities',
    answer(world, call) {
      const user = findUser(world, call)
      if (user === undefined) return recordNotFound
      const given = NewIdentity.safeParse(call.body).data?.identity
      if (given === undefined || (given.type === 'email' && isTaken(world, given.value)))
        return recordInvalid('Another user has it', 'value')
      return created({
        identity: identify(world, user, given.type, given.value, given.verified === true),
      })
    },
  },
  {
    method: 'put',
    path: '/api/v2/users/:id/identities/:identity/make_primary',
    answer: ofIdentity(makePrimary),
  },
  { method: 'delete', path: '/api/v2/users/:id/identities/:identity', answer: ofIdentity(deleteIdentity) },
]
