import { IdentityPage, OneUser, type Identity, type User } from './answers.ts'
import { rowsOf, type Api } from './api.ts'
import type { ZendeskLocator } from './locator.ts'
import { emailOf } from './lookup.ts'
import { isForgotten } from './user-record.ts'

/** A user with what else names them. Nothing names one who was forgotten. */
export type Person = {
  readonly userId: string
  /** Null when Zendesk has forgotten them. */
  readonly user: User | null
  readonly identities: readonly Identity[]
  /** Their e-mail addresses, in normal form. */
  readonly addresses: readonly string[]
}

export async function readPerson(api: Api, userId: string): Promise<Person> {
  const user = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user
  if (user === undefined || isForgotten(user)) return { userId, user: null, identities: [], addresses: [] }
  const identities = await identitiesOf(api, userId)
  const theirs = identities.filter((identity) => identity.type === 'email' && isTheirs(identity))
  const addresses = [user.email, ...theirs.map(({ value }) => value)].map(emailOf).filter(Boolean)
  return { userId, user, identities, addresses: [...new Set(addresses)] }
}

/** The addresses of which mail and chats belong to a locator. */
export async function addressesOf(api: Api, locator: ZendeskLocator): Promise<readonly string[]> {
  return 'address' in locator ? [locator.address] : (await readPerson(api, locator.userId)).addresses
}

export function identitiesOf(api: Api, userId: string): Promise<Identity[]> {
  return rowsOf(api.list(`/api/v2/users/${userId}/identities`, IdentityPage), ({ identities }) => identities)
}

/** Anybody can add a stranger's address to their own profile; until it is confirmed it proves nothing. */
export function isTheirs({ primary, verified }: Identity): boolean {
  return primary === true || verified === true
}

/** Whether a user works in this Zendesk: they are not the customers whose rights these are. */
export async function isStaff(api: Api, userId: string): Promise<boolean> {
  const role = (await api.read(`/api/v2/users/${userId}`, OneUser))?.user.role ?? 'end-user'
  return role !== 'end-user'
}
