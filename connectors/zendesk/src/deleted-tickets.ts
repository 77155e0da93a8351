import type { z } from 'zod'
import { DeletedTickets, TicketExport } from './answers.ts'
import type { Api } from './api.ts'

/** A ticket among the deleted ones, from where staff could bring it back. */
type Deleted = { readonly id: string; readonly deletedAt: string | null }

/**
 * Which of them stand among the deleted tickets, latest deletions first. The list is the account's, has no filter and
 * allows ten calls a minute, so it is read to a limit: what is not found counts as not listed.
 */
async function deletedAmong(api: Api, refs: readonly string[]): Promise<Deleted[]> {
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

/** Of tickets that are not there, and of which nobody knows that we deleted them: what became of each. */
export type Traced = {
  /** The person's, among the deleted ones. */
  readonly ours: readonly string[]
  /** Somebody else's by now. */
  readonly foreign: readonly string[]
  /** Deleted for ever. */
  readonly gone: readonly string[]
  /** Among the deleted ones, and nothing shows (yet) who asked. */
  readonly unproven: readonly string[]
  /** In no list (yet): archived, deleted long ago, or this minute. */
  readonly unseen: readonly string[]
}

/**
 * Traces tickets. Who asked in a deleted one only the incremental export still tells: it stands there at the moment of
 * its deletion, archived ones too, and only after a minute.
 */
export async function traced(
  api: Api,
  refs: readonly string[],
  userId: string,
  since: number,
  now: Date,
): Promise<Traced> {
  const listed = await deletedAmong(api, refs)
  const moments = listed.flatMap(({ deletedAt }) => (deletedAt === null ? [] : Date.parse(deletedAt)))
  const rows = await exported(api, refs, Math.min(since, ...moments), now)
  const fates = Object.groupBy(refs, (ref) => {
    const row = rows.get(ref)
    if (row?.subject === SCRUBBED) return 'gone'
    if (row !== undefined) return row.requester_id === userId ? 'ours' : 'foreign'
    return listed.some(({ id }) => id === ref) ? 'unproven' : 'unseen'
  })
  return { ours: [], foreign: [], gone: [], unproven: [], unseen: [], ...fates }
}

/** Those of the tickets that were deleted for ever, among them archived ones, which no list of deleted tickets shows. */
export async function scrubbedAmong(
  api: Api,
  refs: readonly string[],
  since: number,
  now: Date,
): Promise<string[]> {
  const rows = await exported(api, refs, since, now)
  return refs.filter((ref) => rows.get(ref)?.subject === SCRUBBED)
}

/** What is left of a ticket's subject in that export once it is deleted for ever (seen on live accounts). */
const SCRUBBED = 'SCRUBBED'
/** Milliseconds. The last minute is left out, and a start in it refused (developer site, Using the Incremental Export API). */
const EXPORT_LAG = 120_000

type Exported = z.infer<typeof TicketExport>['tickets'][number]

/** The last rows of these tickets in the export of what has changed since a moment, as far as ten pages go. */
async function exported(
  api: Api,
  refs: readonly string[],
  since: number,
  now: Date,
): Promise<ReadonlyMap<string, Exported>> {
  const found = new Map<string, Exported>()
  if (refs.length === 0) return found
  const start = Math.min(since, now.getTime() - EXPORT_LAG)
  let query: Record<string, string | number> = { start_time: Math.floor(start / 1000) - 1 }
  for (let pages = 0; pages < 10; pages++) {
    const page = await api.read('/api/v2/incremental/tickets/cursor', TicketExport, {
      ...query,
      per_page: 1000,
    })
    for (const row of page?.tickets ?? []) if (refs.includes(row.id)) found.set(row.id, row)
    if (found.size === refs.length || !page || page.end_of_stream || !page.after_cursor) break
    query = { cursor: page.after_cursor }
  }
  return found
}
