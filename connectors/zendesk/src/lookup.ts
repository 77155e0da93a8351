import type { Identifier, IdentifierKind } from '@rechtop/schema'
import { normalizeIdentifier } from '@rechtop/schema'
import { SuspendedTicketPage, UserExport, UserSearch, type SuspendedTicket, type User } from './answers.ts'
import { rowsOf, type Api } from './api.ts'

/** How far back the search may not have seen a user yet, in seconds. Zendesk says "up to a few minutes". */
const indexLag = 900

export const emailOf = (value: string | null | undefined): string =>
  normalizeIdentifier({ kind: 'email', value: value ?? '' }).value
export const phoneOf = (value: string | null | undefined): string =>
  normalizeIdentifier({ kind: 'phone', value: value ?? '' }).value

/** What a find asks Zendesk for; what does not depend on the subject is asked once. */
export type Lookup = {
  /** Users who may have the identifier: whoever has something like it, too. */
  usersLike(identifier: Identifier): Promise<readonly User[]>
  suspendedFrom(address: string): Promise<readonly SuspendedTicket[]>
}

export function startLookup(
  api: Api,
  externalKind: IdentifierKind,
  asked: readonly Identifier[],
  now: Date,
): Lookup {
  const recent = once(() => recentUsers(api, now))
  const suspended = once(() => suspendedTickets(api))
  const externals = once(() => {
    const values = asked.filter(({ kind }) => kind === externalKind).map(({ value }) => value)
    return usersByExternalId(api, [...new Set(values)])
  })
  return {
    async usersLike({ kind, value }) {
      if (kind === externalKind) return externals()
      if (kind === 'phone') return api.searchUsers({ query: `phone:*${value}` })
      const found = await api.searchUsers({ query: `"${value.replaceAll('"', '')}"` })
      // an address is one user's alone: where the search knows whose, nobody newer has it
      if (found.some(({ email }) => emailOf(email) === value)) return found
      return [...found, ...(await recent()).filter(({ email }) => emailOf(email) === value)]
    },
    suspendedFrom: async (address) =>
      (await suspended()).filter(({ author }) => emailOf(author?.email) === address),
  }
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => (result ??= work())
}

/** Straight from the records: this index has no lag. It tells no case apart. */
async function usersByExternalId(api: Api, values: readonly string[]): Promise<User[]> {
  const users: User[] = []
  const listable = values.filter((value) => !value.includes(','))
  for (let at = 0; at < listable.length; at += 100) {
    const external_ids = listable.slice(at, at + 100).join(',')
    const shown = await api.read('/api/v2/users/show_many', UserSearch, { external_ids })
    users.push(...(shown?.users ?? []))
  }
  for (const value of values.filter((each) => each.includes(','))) {
    users.push(...(await api.searchUsers({ external_id: value })))
  }
  return users
}

/** Who was made or changed so lately that the search may not know it. */
async function recentUsers(api: Api, now: Date): Promise<User[]> {
  const path = '/api/v2/incremental/users/cursor'
  const users: User[] = []
  let query: Record<string, string | number> = {
    start_time: Math.floor(now.getTime() / 1000) - indexLag,
  }
  for (;;) {
    const page = await api.read(path, UserExport, { ...query, per_page: 1000 })
    if (page === null) return users
    users.push(...page.users)
    if (page.end_of_stream || !page.after_cursor) return users
    query = { cursor: page.after_cursor }
  }
}

/** Mail that Zendesk held back. There is no filter by address, and they go after fourteen days. */
export function suspendedTickets(api: Api): Promise<SuspendedTicket[]> {
  return rowsOf(
    api.list('/api/v2/suspended_tickets', SuspendedTicketPage),
    ({ suspended_tickets }) => suspended_tickets,
  )
}
