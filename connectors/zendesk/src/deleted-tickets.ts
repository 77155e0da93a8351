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
 * Whether this user asked in a ticket that is deleted. Only the incremental export still tells: a deleted ticket stands
 * there at the moment of its deletion. Not found: not proven to be theirs.
 */
export async function wasAskedBy(api: Api, { id, deletedAt }: Deleted, userId: string): Promise<boolean> {
  const moment = Date.parse(deletedAt ?? '')
  if (Number.isNaN(moment)) return false
  const path = '/api/v2/incremental/tickets/cursor'
  let query: Record<string, string | number> = { start_time: Math.floor(moment / 1000) - 1 }
  for (let pages = 0; pages < 3; pages++) {
    const page = await api.read(path, TicketExport, { ...query, per_page: 1000 })
    const ticket = page?.tickets.find((one) => one.id === id)
    if (ticket !== undefined) return ticket.requester_id === userId
    if (!page || page.end_of_stream || !page.after_cursor) return false
    query = { cursor: page.after_cursor }
  }
  return false
}
