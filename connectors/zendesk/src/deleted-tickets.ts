import type { z } from 'zod'
import { DeletedTickets, TicketExport } from './answers.ts'
import type { Api } from './api.ts'

/** A ticket among the deleted ones, from where staff could bring it back. */
type Deleted = { readonly id: string; readonly deletedAt: string | null }

/**
 * Which of them stand among the deleted tickets, latest deletions first. The list is the account's, has no filter and
 * allows ten calls a minute, so it is read to a limit: what is not found counts as not listed.
 */
export async function deletedAmong(api: Api, refs: readonly string[]): Promise<Deleted[]> {
  const found: Deleted[] = []
  const limit = 4 + Math.ceil(refs.length / 100)
  for (let page = 1; page <= limit && found.length < refs.length; page++) {
    const query = { sort_by: 'deleted_at', sort_order: 'desc', page, per_page: 100 }
    const list = await api.read('/api/v2/deleted_tickets', DeletedTickets, query)
    for (const { id, deleted_at } of list?.deleted_tickets ?? []) {
      if (refs.includes(id)) found.push({ id, deletedAt: deleted_at ?? null })
    }
    if (!list?.next_page) break
  }
  return found
}

/**
 * Those of the deleted tickets in which this user asked. Only the incremental export still tells: a deleted ticket
 * stands there at the moment of its deletion. Not found: not proven to be theirs.
 */
export async function askedBy(api: Api, deleted: readonly Deleted[], userId: string): Promise<string[]> {
  if (deleted.length === 0) return []
  const since = Math.min(...deleted.map(({ deletedAt }) => Date.parse(deletedAt ?? '')))
  const rows = await exported(
    api,
    deleted.map(({ id }) => id),
    since,
  )
  return rows.filter(({ requester_id }) => requester_id === userId).map(({ id }) => id)
}

/** Those of the tickets that were deleted for ever, among them archived ones, which no list of deleted tickets shows. */
export async function scrubbedAmong(api: Api, refs: readonly string[], since: number): Promise<string[]> {
  const rows = await exported(api, refs, since)
  // what is left of one in that export (seen on live accounts)
  return rows.filter(({ subject }) => subject === 'SCRUBBED').map(({ id }) => id)
}

type Exported = z.infer<typeof TicketExport>['tickets'][number]

/** The last rows of these tickets in the export of what has changed since a moment, as far as a few pages go. */
async function exported(api: Api, refs: readonly string[], since: number): Promise<Exported[]> {
  if (Number.isNaN(since) || refs.length === 0) return []
  const found = new Map<string, Exported>()
  let query: Record<string, string | number> = { start_time: Math.floor(since / 1000) - 1 }
  for (let pages = 0; pages < 3; pages++) {
    const page = await api.read('/api/v2/incremental/tickets/cursor', TicketExport, {
      ...query,
      per_page: 1000,
    })
    for (const row of page?.tickets ?? []) if (refs.includes(row.id)) found.set(row.id, row)
    if (found.size === refs.length || !page || page.end_of_stream || !page.after_cursor) break
    query = { cursor: page.after_cursor }
  }
  return [...found.values()]
}
