import { permanent, type Correction, type Failure, type Outcome } from '@rechtop/connector'
import { OneUser, type Identity, type User } from './answers.ts'
import type { Api } from './api.ts'
import type { ZendeskHoldings } from './holdings.ts'
import { emailOf, phoneOf } from './lookup.ts'
import { identitiesOf } from './person.ts'
import { colleague } from './restrict.ts'
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
  if (user.role !== 'end-user') return { status: 'unsupported', why: colleague }
  const asked = Object.keys(fields)
  const known = [...Object.keys(settable), 'email', 'customFields']
  if (!asked.every((field) => known.includes(field)) || fields.email === null) {
    return { status: 'unsupported', why: 'Zendesk sets this itself, or cannot do without it.' }
  }
  // first, while the user still shows which number that was
  if (fields.phone !== undefined) await dropNumber(api, userId, user.phone, fields.phone)
  const change = changeOf(fields, user)
  if (
    Object.keys(change).length > 0 &&
    (await api.write('PUT', `/api/v2/users/${userId}`, { user: change })) !== 'accepted'
  ) {
    return { status: 'failed', failure: permanent('Zendesk refused to change the user'), done: 0 }
  }
  const failure = typeof fields.email === 'string' ? await moveTo(api, userId, fields.email) : null
  return failure === null ? { status: 'done', count: 1 } : { status: 'failed', failure, done: 0 }
}

function changeOf(fields: Fields, user: User): Readonly<Record<string, unknown>> {
  const change: Record<string, unknown> = {}
  for (const [ours, theirs] of Object.entries(settable)) {
    const value = Object.entries(fields).find(([field]) => field === ours)?.[1]
    // an empty text empties; null leaves as it is
    if (value !== undefined) change[theirs] = value ?? (theirs === 'tags' ? [] : '')
  }
  if (fields.customFields !== undefined) {
    // those that are not named any more are emptied
    const emptied = Object.keys(user.user_fields ?? {}).map((key): [string, null] => [key, null])
    const named = (fields.customFields ?? []).map(({ key, value }) => [key, value] as const)
    change['user_fields'] = Object.fromEntries([...emptied, ...named])
  }
  return change
}

/** The identity that holds the number before would stand beside the new one; other numbers are other numbers. */
async function dropNumber(
  api: Api,
  userId: string,
  before: string | null | undefined,
  phone: string | null,
): Promise<void> {
  const old = phoneOf(before)
  if (old === '') return
  for (const { id, type, value } of await identitiesOf(api, userId)) {
    const isOld = type === 'phone_number' && phoneOf(value) === old && value !== phone
    if (isOld) await api.write('DELETE', identityPath(userId, id))
  }
}

const identityPath = (userId: string, id: string): string => `/api/v2/users/${userId}/identities/${id}`

const refused = permanent('Zendesk refused the new address: has another user got it?')
const halfway = permanent(
  'the new address is the first one, and an earlier try may have left the old one beside it: remove it in Zendesk',
)

/**
 * A change of the user's e-mail only adds an address. So: add it, make it the primary one, drop the one before. Each
 * step looks first. A process that dies between the last two leaves an address that was changed after the new one was
 * added: whether it is the one before, a person has to say. Null when it is done.
 */
async function moveTo(api: Api, userId: string, address: string): Promise<Failure | null> {
  const emails = async (): Promise<Identity[]> =>
    (await identitiesOf(api, userId)).filter(({ type }) => type === 'email')
  const isNew = ({ value }: Identity): boolean => emailOf(value) === emailOf(address)
  const before = await emails()
  const old = before.find((one) => one.primary === true && !isNew(one))
  const known = before.find(isNew)
  if (old === undefined && known?.primary === true) {
    const added = Date.parse(known.created_at ?? '')
    return before.some((one) => !isNew(one) && Date.parse(one.updated_at ?? '') > added) ? halfway : null
  }
  if (known === undefined) {
    const identity = { type: 'email', value: address, verified: true, skip_verify_email: true }
    const answer = await api.write('POST', `/api/v2/users/${userId}/identities`, { identity })
    if (answer !== 'accepted') return refused
  }
  const added = (await emails()).find(isNew)
  if (added === undefined) return refused
  const path = `${identityPath(userId, added.id)}/make_primary`
  if (added.primary !== true) await api.write('PUT', path, {}, { repeatable: true })
  if (old !== undefined) await api.write('DELETE', identityPath(userId, old.id), {}, { repeatable: true })
  const after = await emails()
  const isMoved = after.some((one) => isNew(one) && one.primary === true)
  return isMoved && !after.some(({ id }) => id === old?.id) ? null : refused
}
