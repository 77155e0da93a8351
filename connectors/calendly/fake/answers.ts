import type { Answer } from '@rechtop/connector/fake'
import type { FakeContact, FakeEvent, FakeInvitee } from './state.ts'

/** Records are called by their address at this host, wherever the fake listens. */
export const api = 'https://api.calendly.com'
export const organization = `${api}/organizations/MAILCAMP`

export const ok = (body: unknown): Answer => ({ status: 200, body })
const refusal = (status: number, title: string, message: string): Answer => ({
  status,
  body: { title, message },
})
export const unauthenticated = refusal(401, 'Unauthenticated', 'The access token is invalid')
export const denied = refusal(403, 'Permission Denied', 'You do not have permission to access this resource.')
export const tooSmall = refusal(
  403,
  'Permission Denied',
  'Please upgrade your Calendly account to Enterprise.',
)
export const notFound = refusal(
  404,
  'Resource Not Found',
  'The server could not find the requested resource.',
)
export const invalid = refusal(400, 'Invalid Argument', 'The supplied parameters are invalid.')
export const missing = (scope: string): Answer => ({
  status: 403,
  body: {
    title: 'Insufficient scope',
    message: "This operation requires the scopes listed in the 'required_scopes' array.",
    required_scopes: [scope],
  },
})

/** A part of a list, and the token of the next. */
export function page(all: readonly object[], query: URLSearchParams): Answer {
  const count = Number(query.get('count') ?? 20)
  if (!(count >= 1 && count <= 100)) return invalid
  const token = query.get('page_token')
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(start)) return invalid
  const collection = all.slice(start, start + count)
  const isLast = start + count >= all.length
  const next_page_token = isLast ? null : Buffer.from(String(start + count)).toString('base64url')
  return ok({ collection, pagination: { count: collection.length, next_page_token } })
}

/** Who tells no case apart in addresses is likeliest: the documentation does not say. */
export const isEmail = (stored: string, asked: string): boolean =>
  stored.toLowerCase() === asked.toLowerCase()

export const uriOf = ({ uuid }: FakeEvent): string => `${api}/scheduled_events/${uuid}`

export function shownEvent(event: FakeEvent): object {
  const { uuid: _uuid, invitees, ...shown } = event
  const total = invitees.length
  return { ...shown, uri: uriOf(event), invitees_counter: { total, active: total, limit: total } }
}

export function shownInvitee(event: FakeEvent, { uuid, ...shown }: FakeInvitee): object {
  return { ...shown, uri: `${uriOf(event)}/invitees/${uuid}`, event: uriOf(event) }
}

export function shownContact({ uuid, ...shown }: FakeContact): object {
  return { ...shown, uri: `${api}/contacts/${uuid}` }
}
