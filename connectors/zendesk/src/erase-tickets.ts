import { permanent, transient, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import { DeletedTickets, Job } from './answers.ts'
import type { Api } from './api.ts'
import { ticketsAmong } from './shared-ticket.ts'

const SECOND = 1000
/**
 * A deleted ticket may be listed late. How often we look again, ten seconds apart, for one that we deleted, and for
 * one of which we only see that it is not there: long gone, or deleted just before a token was lost.
 */
const LOOKS = { ours: 6, unknown: 1 }

/** What was begun. It saves waiting and nothing else: without it, the state of the tickets says how to go on. */
const Token = z.object({
  step: z.enum(['deleting', 'listing', 'scrubbing']),
  /** How often the tickets were looked for in the list of deleted ones. */
  looks: z.int(),
  jobs: z.array(z.string()),
  count: z.int(),
})
type Token = z.infer<typeof Token>

/**
 * Deletes tickets in Zendesk's two stages (help article 4408845703194): a job moves them to the deleted tickets, a
 * second one deletes those for ever. Every call looks where each ticket is before it does anything.
 */
export async function eraseTickets(
  api: Api,
  userId: string,
  refs: readonly string[],
  given: Json | undefined,
  now: Date,
): Promise<Outcome> {
  const strange = refs.filter((ref) => !/^\d+$/.test(ref))
  if (strange.length > 0) return { status: 'stale', refs: strange }
  let token: Token = Token.safeParse(given).data ?? begin('listing', [], 0)
  const work = await readJobs(api, token.jobs)
  if (work === 'running') return pending(token, now, SECOND)
  if (work === 'failed') return { status: 'failed', failure: transient, done: 0 }
  if (work === 'unknown') token = begin('listing', [], 0)
  const failed = (left: readonly string[]): Outcome | null => {
    const refused = typeof work === 'string' ? [] : left.filter(work.refused)
    if (refused.length === 0) return null
    const failure = permanent('Zendesk did not delete some of the tickets')
    return { status: 'failed', failure, done: refs.length - left.length, refs: refused }
  }

  const live = await ticketsAmong(api, refs)
  const foreign = live.filter((ticket) => ticket.requester_id !== userId)
  if (foreign.length > 0) return { status: 'stale', refs: foreign.map(({ id }) => id) }
  if (live.length > 0) {
    const ids = live.map(({ id }) => id)
    const refusal = failed(ids)
    if (refusal !== null) return refusal
    const jobs = await startJobs(api, '/api/v2/tickets/destroy_many', ids)
    return pending(begin('deleting', jobs, token.count + ids.length), now, SECOND)
  }

  const listed = await deletedAmong(api, refs)
  if (token.step === 'scrubbing') {
    if (listed.length === 0) return { status: 'done', count: token.count }
    return failed(listed) ?? pending(token, now, 10 * SECOND)
  }
  if (token.step === 'deleting') token = begin('listing', [], token.count)
  const unlisted = refs.filter((ref) => !listed.includes(ref))
  if (unlisted.length > 0 && token.looks < (token.count > 0 ? LOOKS.ours : LOOKS.unknown)) {
    return pending({ ...token, looks: token.looks + 1 }, now, 10 * SECOND)
  }
  if (listed.length === 0 && token.count === 0) return { status: 'done', count: 0 }
  // Archived tickets are never listed. To ask again for one that is gone for ever does no harm.
  const jobs = await startJobs(api, '/api/v2/deleted_tickets/destroy_many', [...listed, ...unlisted])
  return pending(begin('scrubbing', jobs, Math.max(token.count, listed.length)), now, SECOND)
}

function begin(step: Token['step'], jobs: string[], count: number): Token {
  return { step, jobs, count, looks: 0 }
}

const pending = (token: Token, now: Date, wait: number): Outcome => ({
  status: 'pending',
  checkAfter: new Date(now.getTime() + wait),
  token,
})

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / 100) }, (_, index) =>
    ids.slice(index * 100, index * 100 + 100),
  )
}

async function startJobs(api: Api, path: string, ids: readonly string[]): Promise<string[]> {
  const jobs: string[] = []
  for (const chunk of chunksOf(ids)) jobs.push(await api.startJob(path, chunk))
  return jobs
}

/**
 * How the jobs ended. `unknown`: one is past the day for which results are kept. A completed job can hold rows that
 * failed, some without a ticket's id; whether that matters, the tickets themselves show.
 */
async function readJobs(
  api: Api,
  ids: readonly string[],
): Promise<'running' | 'failed' | 'unknown' | { readonly refused: (ref: string) => boolean }> {
  const failures: Set<string | null> = new Set()
  for (const id of ids) {
    const job = (await api.read(`/api/v2/job_statuses/${encodeURIComponent(id)}`, Job))?.job_status
    if (job === undefined) return 'unknown'
    if (job.status === 'failed' || job.status === 'killed') return 'failed'
    if (job.status !== 'completed') return 'running'
    for (const row of [job.results ?? []].flat()) if (row.success !== true) failures.add(row.id ?? null)
  }
  return { refused: (ref) => failures.has(ref) || failures.has(null) }
}

/**
 * Which of them stand among the deleted tickets, latest deletions first. The list is the account's, has no filter and
 * allows ten calls a minute, so it is read to a limit: what is not found counts as not listed.
 */
async function deletedAmong(api: Api, refs: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  const limit = 4 + Math.ceil(refs.length / 100)
  for (let page = 1; page <= limit && found.size < refs.length; page++) {
    const query = { sort_by: 'deleted_at', sort_order: 'desc', page, per_page: 100 }
    const list = await api.read('/api/v2/deleted_tickets', DeletedTickets, query)
    for (const { id } of list?.deleted_tickets ?? []) if (refs.includes(id)) found.add(id)
    if (!list?.next_page) break
  }
  return [...found]
}
