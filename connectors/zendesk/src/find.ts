import { failureOf, type Learned, type Located, type Match } from '@rechtop/connector'
import { identifierProblem, normalizeIdentifier, type Identifier, type IdentifierKind } from '@rechtop/schema'
import { IdentityPage, type Identity, type User } from './answers.ts'
import { createApi, type Api, type ZendeskContext } from './api.ts'

export type ZendeskLocator = { readonly userId: string }
type Hit = { readonly certainty: 'equal' | 'similar'; readonly by: Identifier }

/** Where Zendesk knows one person. */
export async function findOne(
  identifiers: readonly Identifier[],
  context: ZendeskContext,
): Promise<Located<ZendeskLocator>> {
  const kinds: IdentifierKind[] = ['email', context.config.externalIdIs]
  const asked = identifiers.filter(({ kind }) => kinds.includes(kind))
  if (asked.length === 0) return { status: 'unsearchable', needs: kinds }
  try {
    const matches = await matchesOf(asked, createApi(context), context.config.externalIdIs)
    if (matches.length > 0) return { status: 'found', matches, referrals: [] }
    return { status: 'absent', by: [...new Set(asked.map(({ kind }) => kind))] }
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error) }
  }
}

async function matchesOf(
  asked: readonly Identifier[],
  api: Api,
  externalKind: IdentifierKind,
): Promise<Match<ZendeskLocator>[]> {
  const users = new Map<string, { user: User; by: Set<Identifier> }>()
  for (const identifier of asked) {
    const { kind, value } = identifier
    const query = kind === 'email' ? { query: `"${value.replaceAll('"', '')}"` } : { external_id: value }
    for (const user of await api.searchUsers(query)) {
      if (user.role !== 'end-user') continue // staff are not the customers whose rights these are
      const known = users.get(user.id) ?? { user, by: new Set() }
      users.set(user.id, { user, by: known.by.add(identifier) })
    }
  }
  const matches: Match<ZendeskLocator>[] = []
  for (const { user, by } of users.values()) {
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
    })
  }
  return matches
}

export async function identitiesOf(api: Api, userId: string): Promise<Identity[]> {
  const identities: Identity[] = []
  for await (const { page } of api.pages(`/api/v2/users/${userId}/identities`, IdentityPage)) {
    identities.push(...page.identities)
  }
  return identities
}

const email = (value: string): Identifier => normalizeIdentifier({ kind: 'email', value })

/** The search gives whoever has something like it: only equal values count. */
function hitOn(by: Identifier, user: User, identities: readonly Identity[]): Hit[] {
  if (by.kind !== 'email') {
    const stored = normalizeIdentifier({ kind: by.kind, value: user.external_id ?? '' }).value
    if (stored === by.value) return [{ certainty: 'equal', by }]
    // Zendesk tells no case apart in external ids, other systems may
    return stored.toLowerCase() === by.value.toLowerCase() ? [{ certainty: 'similar', by }] : []
  }
  if (email(user.email ?? '').value === by.value) return [{ certainty: 'equal', by }]
  const same = identities.filter(
    ({ type, value }) => type === 'email' && email(value ?? '').value === by.value,
  )
  if (same.length === 0) return []
  return [{ certainty: same.some(isTheirs) ? 'equal' : 'similar', by }]
}

/** Anybody can add a stranger's address to their own profile; until it is confirmed it proves nothing. */
function isTheirs({ primary, verified }: Identity): boolean {
  return primary === true || verified === true
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
