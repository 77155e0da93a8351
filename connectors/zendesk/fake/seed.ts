import type { FakeComment, FakeState, FakeTicket, FakeUser } from './state.ts'

export type SeedComment = {
  readonly body: string
  /** A note between colleagues when false. */
  readonly public?: boolean
  readonly byAgent?: boolean
  /** The primary address of another seeded user who wrote it. */
  readonly by?: string
  readonly ip?: string
  readonly attachments?: readonly SeedAttachment[]
  readonly createdAt?: string
}
export type SeedAttachment = {
  readonly fileName: string
  readonly contentType?: string
  readonly bytes?: number
}
export type SeedTicket = {
  readonly subject: string
  readonly status?: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed'
  readonly tags?: readonly string[]
  readonly comments?: readonly SeedComment[]
  /** Bulk jobs complete, but their row for it fails. */
  readonly undeletable?: boolean
  /** Hung on the first comment. */
  readonly attachments?: readonly SeedAttachment[]
  readonly createdAt?: string
}
export type SeedUser = {
  readonly name: string
  readonly email?: string
  readonly extraEmails?: readonly (string | { readonly value: string; readonly verified: boolean })[]
  readonly externalId?: string
  readonly phone?: string
  readonly sharedPhone?: boolean
  readonly role?: FakeUser['role']
  readonly details?: string
  readonly notes?: string
  readonly tags?: readonly string[]
  readonly userFields?: FakeUser['user_fields']
  readonly timeZone?: string
  readonly locale?: string
  readonly createdAt?: string
  readonly lastLoginAt?: string
  readonly tickets?: readonly SeedTicket[]
}
export type Seed = { readonly users: readonly SeedUser[] }
export type Seeded = readonly { readonly id: string; readonly tickets: readonly string[] }[]

/** Puts users with their tickets into the state; gives their ids in the same order. */
export function plant(state: FakeState, seed: Seed, origin: string, agent: number, now: Date): Seeded {
  const users = seed.users.map((user) => addUser(state, user, now))
  return seed.users.map((seeded, index) => {
    const user = users[index]
    if (user === undefined) throw new Error('a seeded user is missing')
    const authorOf = (comment: SeedComment): number => {
      if (comment.byAgent === true) return agent
      if (comment.by === undefined) return user.id
      const author = state.users.find(({ email }) => email === comment.by)
      if (author === undefined) throw new Error('a seeded comment is "by" an address that no seeded user has')
      return author.id
    }
    const tickets = (seeded.tickets ?? []).map((ticket) =>
      addTicket(state, user.id, ticket, authorOf, origin, now),
    )
    return { id: String(user.id), tickets: tickets.map(({ id }) => String(id)) }
  })
}

function addUser(state: FakeState, seed: SeedUser, now: Date): FakeUser {
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
    organization_id: null,
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
    state.identities.push({
      id: ++state.lastId,
      user_id: user.id,
      type,
      value,
      verified,
      primary,
      created_at,
    })
  }
  if (seed.email !== undefined) identify('email', seed.email, true)
  for (const extra of seed.extraEmails ?? []) {
    if (typeof extra === 'string') identify('email', extra, false)
    else identify('email', extra.value, false, extra.verified)
  }
  if (seed.phone !== undefined && seed.sharedPhone !== true) identify('phone_number', seed.phone, true)
  return user
}

function addTicket(
  state: FakeState,
  requester_id: number,
  seed: SeedTicket,
  authorOf: (comment: SeedComment) => number,
  origin: string,
  now: Date,
): FakeTicket {
  const created_at = seed.createdAt ?? now.toISOString()
  const attach = ({ fileName, contentType, bytes }: SeedAttachment): FakeComment['attachments'][number] => {
    const id = ++state.lastId
    const content_url = `${origin}/attachments/token/${id}/?name=${encodeURIComponent(fileName)}`
    const content_type = contentType ?? 'application/octet-stream'
    return { id, file_name: fileName, content_type, size: bytes ?? 1000, content_url }
  }
  const ticket: FakeTicket = {
    id: ++state.lastTicketId,
    requester_id,
    subject: seed.subject,
    status: seed.status ?? 'open',
    tags: [...(seed.tags ?? [])],
    comments: (seed.comments ?? []).map((comment, index) => ({
      id: ++state.lastId,
      type: 'Comment',
      author_id: authorOf(comment),
      body: comment.body,
      public: comment.public ?? true,
      attachments: [...(comment.attachments ?? []), ...(index === 0 ? (seed.attachments ?? []) : [])].map(
        attach,
      ),
      metadata: { system: comment.ip === undefined ? {} : { ip_address: comment.ip, client: 'Mozilla/5.0' } },
      created_at: comment.createdAt ?? created_at,
    })),
    stage: 'live',
    deleted_at: null,
    undeletable: seed.undeletable ?? false,
    created_at,
    updated_at: seed.comments?.at(-1)?.createdAt ?? created_at,
  }
  state.tickets.push(ticket)
  return ticket
}
