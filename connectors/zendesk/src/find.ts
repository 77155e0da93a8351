import { failureOf, type Learned, type Located, type Match } from '@rechtop/connector'
import { mapConcurrently } from '@rechtop/connector/http'
import { identifierProblem, normalizeIdentifier, type Identifier, type IdentifierKind } from '@rechtop/schema'
import type { Identity, User } from './answers.ts'
import { createApi, type Api, type ZendeskContext } from './api.ts'
import { chatsWith } from './chat.ts'
import { concurrency } from './client.ts'
import type { ZendeskLocator } from './locator.ts'
import { emailOf, phoneOf, startLookup, type Lookup } from './lookup.ts'
import { identitiesOf, isTheirs } from './person.ts'
import { isForgotten } from './user-record.ts'

type Hit = { readonly certainty: 'equal' | 'similar'; readonly by: Identifier }
type Found = Match<ZendeskLocator>

/** Where Zendesk knows these people. */
export async function findAll(
  subjects: readonly (readonly Identifier[])[],
  context: ZendeskContext,
): Promise<Located<ZendeskLocator>[]> {
  const api = createApi(context)
  const { externalIdIs } = context.config
  const kinds: IdentifierKind[] = ['email', 'phone', externalIdIs]
  const lookup = startLookup(api, externalIdIs, subjects.flat(), context.now())
  return mapConcurrently(subjects, concurrency, async (identifiers): Promise<Located<ZendeskLocator>> => {
    const asked = identifiers.filter(({ kind }) => kinds.includes(kind))
    if (asked.length === 0) return { status: 'unsearchable', needs: kinds }
    try {
      const users = await usersMatching(asked, api, lookup, externalIdIs)
      const matches = [...users, ...(await addressesMatching(asked, users, api, lookup, context))]
      if (matches.length > 0) return { status: 'found', matches, referrals: [] }
      return { status: 'absent', by: [...new Set(asked.map(({ kind }) => kind))] }
    } catch (error) {
      context.signal.throwIfAborted()
      return { status: 'failed', failure: failureOf(error) }
    }
  })
}

async function usersMatching(
  asked: readonly Identifier[],
  api: Api,
  lookup: Lookup,
  externalKind: IdentifierKind,
): Promise<Found[]> {
  const users = new Map<string, { user: User; by: Set<Identifier> }>()
  for (const identifier of asked) {
    for (const user of await lookup.usersLike(identifier)) {
      // staff are not the customers whose rights these are
      if (user.role !== 'end-user' || isForgotten(user)) continue
      const known = users.get(user.id) ?? { user, by: new Set() }
      users.set(user.id, { user, by: known.by.add(identifier) })
    }
  }
  const matches: Found[] = []
  for (const { user, by } of users.values()) {
    if ([...by].every(({ kind, value }) => kind === externalKind && !isAlike(user.external_id, value)))
      continue
    const identities = await identitiesOf(api, user.id)
    const hits = [...by].flatMap((identifier) => hitOn(identifier, user, identities))
    const equal = hits.filter(({ certainty }) => certainty === 'equal')
    const [first, ...others] = (equal.length > 0 ? equal : hits).map(({ by }) => by)
    if (first === undefined) continue
    matches.push({
      locator: { userId: user.id },
      certainty: equal.length > 0 ? 'equal' : 'similar',
      by: [first, ...others],
      learned: learnedFrom(user, identities, externalKind),
      ...(user.suspended === true && { restricted: true }),
    })
  }
  return matches
}

/** Addresses that no user has, and of which mail was held back or a chat is kept. */
async function addressesMatching(
  asked: readonly Identifier[],
  users: readonly Found[],
  api: Api,
  lookup: Lookup,
  { config }: ZendeskContext,
): Promise<Found[]> {
  const covered = users.filter(({ certainty }) => certainty === 'equal').flatMap(({ by }) => by)
  const matches: Found[] = []
  for (const by of asked.filter((one) => one.kind === 'email' && !covered.includes(one))) {
    const { value: address } = by
    const isThere =
      (await lookup.suspendedFrom(address)).length > 0 ||
      (config.addOns.chat && (await chatsWith(api, [address])).length > 0)
    if (isThere) matches.push({ locator: { address }, certainty: 'equal', by: [by], learned: [] })
  }
  return matches
}

const isAlike = (stored: string | null | undefined, value: string): boolean =>
  (stored ?? '').trim().toLowerCase() === value.toLowerCase()

/** The search gives whoever has something like it: only equal values count. */
function hitOn(by: Identifier, user: User, identities: readonly Identity[]): Hit[] {
  if (by.kind === 'phone') {
    const numbers = [
      user.phone,
      ...identities.filter(({ type }) => type === 'phone_number').map(({ value }) => value),
    ]
    if (!numbers.some((number) => phoneOf(number) === by.value)) return []
    return [{ certainty: user.shared_phone_number === true ? 'similar' : 'equal', by }]
  }
  if (by.kind !== 'email') {
    // Zendesk tells no case apart in external ids, other systems may
    if (!isAlike(user.external_id, by.value)) return []
    const stored = normalizeIdentifier({ kind: by.kind, value: user.external_id ?? '' }).value
    return [{ certainty: stored === by.value ? 'equal' : 'similar', by }]
  }
  if (emailOf(user.email) === by.value) return [{ certainty: 'equal', by }]
  const same = identities.filter(({ type, value }) => type === 'email' && emailOf(value) === by.value)
  if (same.length === 0) return []
  return [{ certainty: same.some(isTheirs) ? 'equal' : 'similar', by }]
}

function learnedFrom(user: User, identities: readonly Identity[], externalKind: IdentifierKind): Learned[] {
  const learned: Learned[] = []
  const learn = (kind: IdentifierKind, value: string | null | undefined, of: Learned['of']): void => {
    const identifier = normalizeIdentifier({ kind, value: value ?? '' })
    const known = learned.some((other) => other.kind === kind && other.value === identifier.value)
    if (!known && identifierProblem(identifier) === null) learned.push({ ...identifier, of })
  }
  learn('email', user.email, 'person')
  for (const identity of identities) {
    if (identity.type === 'email') learn('email', identity.value, isTheirs(identity) ? 'person' : 'party')
  }
  learn(externalKind, user.external_id, 'person')
  if (user.shared_phone_number !== true) learn('phone', user.phone, 'person')
  return learned
}
