import { permanent, type Correction, type Outcome } from '@rechtop/connector'
import { IdentityPage, OneUser, type Identity } from './answers.ts'
import { rowsOf, type Api } from './api.ts'
import type { ZendeskHoldings } from './holdings.ts'
import { emailOf } from './lookup.ts'
import { identitiesOf } from './person.ts'
import { isForgotten } from './user-record.ts'

type Fields = Extract<Correction<ZendeskHoldings>, { holding: 'users' }>['fields']

/** How a field of ours is called in a change of a user. */
const settable = {
  name: 'name',
  phone: 'phone',
  externalId: 'external_id',
  timeZone: 'time_zone',
  locale: 'locale',
  details: 'details',
  notes: 'notes',
  tags: 'tags',
} as const

/** Corrects a user. Tickets are what somebody said: they are not changed. */
export async function rectifyOne(
  api: Api,
  userId: string,
  { holding, ref, fields }: Correction<ZendeskHoldings>,
): Promise<Outcome> {
  if (holding !== 'users') {
    return { status: 'unsupported', why: 'What was said in a ticket or a chat is not changed afterwards.' }
  }
  if (ref !== userId) return { status: 'stale', refs: [ref] }
  const user = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user
  if (user === undefined || isForgotten(user)) return { status: 'stale', refs: [ref] }
  const asked = Object.keys(fields)
  const known = [...Object.keys(settable), 'email', 'customFields']
  if (!asked.every((field) => known.includes(field)) || fields.email === null) {
    return { status: 'unsupported', why: 'Zendesk sets this itself, or cannot do without it.' }
  }
  const change = changeOf(fields)
  if (
    Object.keys(change).length > 0 &&
    (await api.write('PUT', `/api/v2/users/${userId}`, { user: change })) !== 'accepted'
  ) {
    return { status: 'failed', failure: permanent('Zendesk refused to change the user'), done: 0 }
  }
  if (fields.phone !== undefined) await dropNumbers(api, userId, fields.phone)
  if (typeof fields.email === 'string' && !(await moveTo(api, userId, fields.email))) {
    return {
      status: 'failed',
      failure: permanent('Zendesk refused the new address: has another user got it?'),
      done: 0,
    }
  }
  return { status: 'done', count: 1 }
}

function changeOf(fields: Fields): Readonly<Record<string, unknown>> {
  const change: Record<string, unknown> = {}
  for (const [ours, theirs] of Object.entries(settable)) {
    const value = Object.entries(fields).find(([field]) => field === ours)?.[1]
    // an empty text empties; null leaves as it is
    if (value !== undefined) change[theirs] = value ?? (theirs === 'tags' ? [] : '')
  }
  if (fields.customFields !== undefined) {
    change['user_fields'] = Object.fromEntries(
      (fields.customFields ?? []).map(({ key, value }) => [key, value]),
    )
  }
  return change
}

/** The number that a phone identity holds would stand beside the new one. */
async function dropNumbers(api: Api, userId: string, phone: string | null): Promise<void> {
  for (const { id, type, value } of await identitiesOf(api, userId)) {
    if (type === 'phone_number' && value !== phone) await api.write('DELETE', identityPath(userId, id))
  }
}

const identityPath = (userId: string, id: string): string => `/api/v2/users/${userId}/identities/${id}`

/**
 * A change of the user's e-mail only adds an address. So: add it, make it the primary one, drop the one before. Each
 * step looks first, so that it can be begun anew.
 */
async function moveTo(api: Api, userId: string, address: string): Promise<boolean> {
  const isNew = ({ type, value }: Identity): boolean =>
    type === 'email' && emailOf(value) === emailOf(address)
  const emails = async (): Promise<Identity[]> =>
    (
      await rowsOf(
        api.list(`/api/v2/users/${userId}/identities`, IdentityPage),
        ({ identities }) => identities,
      )
    ).filter(({ type }) => type === 'email')
  const before = await emails()
  const old = before.find((one) => one.primary === true && !isNew(one))
  if (!before.some(isNew)) {
    const identity = { type: 'email', value: address, verified: true, skip_verify_email: true }
    if ((await api.write('POST', `/api/v2/users/${userId}/identities`, { identity })) !== 'accepted')
      return false
  }
  const added = (await emails()).find(isNew)
  if (added === undefined) return false
  if (added.primary !== true) await api.write('PUT', `${identityPath(userId, added.id)}/make_primary`, {})
  if (old !== undefined) await api.write('DELETE', identityPath(userId, old.id))
  return (await emails()).some((one) => isNew(one) && one.primary === true)
}
