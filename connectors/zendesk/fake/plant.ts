import { plantTicket } from './plant-ticket.ts'
import type { Seed, Seeded, SeedChat, SeedSuspendedTicket, SeedUser } from './seed.ts'
import type { FakeState, FakeUser } from './state.ts'

/** Where and when something is planted. */
export type Soil = {
  readonly state: FakeState
  readonly origin: string
  /** The user who stands for support. */
  readonly agent: number
  readonly now: Date
}

/** Puts users with their tickets, held back mail and chats into the state; gives the ids of the users in order. */
export function plant(soil: Soil, seed: Seed): Seeded {
  const users = seed.users.map((user) => plantUser(soil, user))
  for (const mail of seed.suspendedTickets ?? []) plantSuspended(soil, mail)
  for (const chat of seed.chats ?? []) plantChat(soil, chat)
  return seed.users.map((seeded, index) => {
    const user = users[index]
    if (user === undefined) throw new Error('a seeded user is missing')
    const tickets = (seeded.tickets ?? []).map((ticket) => plantTicket(soil, user.id, ticket))
    return { id: String(user.id), tickets: tickets.map(({ id }) => String(id)) }
  })
}

function plantUser({ state, now }: Soil, seed: SeedUser): FakeUser {
  const created_at = seed.createdAt ?? now.toISOString()
  const user: FakeUser = {
    id: ++state.lastId,
    name: seed.name,
    email: seed.email ?? null,
    role: seed.role ?? 'end-user',
    active: true,
    external_id: seed.externalId ?? null,
    phone: seed.phone ?? null,
    shared_phone_number: seed.phone === undefined ? null : (seed.sharedPhone ?? false),
    organization_ids: (seed.organizations ?? []).map((name) => organizationOf(state, name)),
    time_zone: seed.timeZone ?? 'Amsterdam',
    locale: seed.locale ?? 'nl',
    details: seed.details ?? null,
    notes: seed.notes ?? null,
    tags: [...(seed.tags ?? [])],
    user_fields: { ...seed.userFields },
    suspended: false,
    last_login_at: seed.lastLoginAt ?? null,
    created_at,
    updated_at: created_at,
  }
  state.users.push(user)
  const identify = (type: string, value: string, primary: boolean, verified = true): void => {
    const id = ++state.lastId
    state.identities.push({
      id,
      user_id: user.id,
      type,
      value,
      verified,
      primary,
      created_at,
      updated_at: created_at,
    })
  }
  if (seed.email !== undefined) identify('email', seed.email, true)
  for (const extra of seed.extraEmails ?? []) {
    if (typeof extra === 'string') identify('email', extra, false)
    else identify('email', extra.value, false, extra.verified)
  }
  if (seed.phone !== undefined && seed.sharedPhone !== true) identify('phone_number', seed.phone, true)
  state.unindexed.push({ kind: 'user', id: user.id, since: created_at })
  return user
}

function organizationOf(state: FakeState, name: string): number {
  const known = state.organizations.find((one) => one.name === name)
  if (known !== undefined) return known.id
  const id = ++state.lastId
  state.organizations.push({ id, name })
  return id
}

function plantSuspended({ state, now, origin }: Soil, seed: SeedSuspendedTicket): void {
  const author = state.users.find(({ email }) => email === seed.from.email)
  state.suspendedTickets.push({
    id: ++state.lastId,
    author: { id: author?.id ?? null, ...seed.from },
    subject: seed.subject,
    content: seed.content,
    recipient: `support@${new URL(origin).hostname}`,
    cause: seed.cause ?? 'Detected as spam',
    created_at: seed.createdAt ?? now.toISOString(),
  })
}

function plantChat({ state, now }: Soil, { visitor, ...seed }: SeedChat): void {
  const messages = seed.messages.map(({ text, byAgent }) => ({
    name: byAgent === true ? 'Support' : visitor.name,
    msg: text,
  }))
  state.chats.push({
    id: `2611.${++state.lastId}.Chat`,
    visitor: { phone: '', notes: '', ...visitor },
    session: { ip: seed.ip ?? '', city: seed.city ?? '', country_code: seed.city === undefined ? '' : 'NL' },
    messages,
    offline: seed.offline === true,
    timestamp: seed.createdAt ?? now.toISOString(),
  })
}
