import { permanent, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { Api } from './api.ts'
import { deletedAmong, wasAskedBy } from './deleted-tickets.ts'
import { ticketsAmong } from './shared-ticket.ts'
import { readJobs, startJobs, type Ended } from './ticket-jobs.ts'
import { othersWroteIn, readComments } from './ticket-record.ts'

const SECOND = 1000
/**
 * A deleted ticket can be deleted for ever only once Zendesk lists it, which may take a while. So often we try, after
 * longer and longer pauses: for one that we deleted, and for one of which we only see that it is not there.
 */
const TRIES = { ours: 12, unknown: 4 }
/** How often we look into the list for a ticket of which we do not know whether we deleted it, ten seconds apart. */
const LOOKS = 3

/**
 * What was begun: numbers of tickets and jobs. Without it, the state of the tickets says how to go on, at the price of
 * some more looks.
 */
const Token = z.object({
  step: z.enum(['deleting', 'scrubbing']),
  /** Tickets that we moved to the deleted ones, or know to be this person's there. */
  ours: z.array(z.string()),
  /** Those of them that may be archived: the list of deleted tickets never shows these. */
  unlistable: z.array(z.string()),
  /** Deleted for ever. */
  gone: z.array(z.string()),
  /** Not to be deleted, Zendesk said. */
  refused: z.array(z.string()),
  jobs: z.array(z.object({ id: z.string(), refs: z.array(z.string()) })),
  /** How often the jobs were looked at, the list was read, and the last step was begun. */
  waits: z.int(),
  looks: z.int(),
  tries: z.int(),
})
type Token = z.infer<typeof Token>
const nothing: Token = {
  step: 'deleting',
  ours: [],
  unlistable: [],
  gone: [],
  refused: [],
  jobs: [],
  waits: 0,
  looks: 0,
  tries: 0,
}

/**
 * Deletes tickets in Zendesk's two stages (help article 4408845703194): a job moves them to the deleted tickets, a
 * second one deletes those for ever. Every call looks where each ticket is before it does anything, and whether
 * somebody else has come into it.
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
  const begun = Token.safeParse(given).data ?? nothing
  const ended = await readJobs(api, begun.jobs)
  if (ended === null) {
    return pending({ ...begun, waits: begun.waits + 1 }, now, Math.min(2 ** begun.waits, 30) * SECOND)
  }
  const token = withResults(begun, ended)
  const open = without(refs, [...token.gone, ...token.refused])
  const live = await ticketsAmong(api, without(open, token.ours))
  const foreign: string[] = []
  for (const { id, requester_id } of live) {
    const isShared = requester_id !== userId || othersWroteIn(await readComments(api, id, userId))
    if (isShared) foreign.push(id)
  }
  if (foreign.length > 0) return { status: 'stale', refs: foreign }
  if (live.length > 0) {
    const jobs = await startJobs(
      api,
      '/api/v2/tickets/destroy_many',
      live.map(({ id }) => id),
    )
    const closed = live.filter(({ status }) => status === 'closed').map(({ id }) => id)
    const unlistable = union(token.unlistable, closed)
    return pending({ ...token, step: 'deleting', unlistable, jobs }, now, SECOND)
  }
  return scrub(api, userId, open, token, now)
}

/** Where the jobs have brought each ticket. */
function withResults(token: Token, ended: Ended): Token {
  const refs = token.jobs.flatMap((job) => job.refs)
  const succeeded = refs.filter(ended.succeeded)
  const next = { ...token, jobs: [], waits: 0 }
  if (token.step === 'scrubbing') return { ...next, gone: union(token.gone, succeeded) }
  return {
    ...next,
    ours: union(token.ours, succeeded),
    refused: union(token.refused, refs.filter(ended.refused)),
  }
}

/** Deletes for ever what stands among the deleted tickets, or may stand there. */
async function scrub(
  api: Api,
  userId: string,
  open: readonly string[],
  token: Token,
  now: Date,
): Promise<Outcome> {
  const { tries, refused } = token
  const unknown = without(open, token.ours)
  let { ours, gone } = token
  if (unknown.length > 0 && tries < TRIES.unknown) {
    const listed = await deletedAmong(api, unknown)
    const strange: string[] = []
    for (const one of listed) if (!(await wasAskedBy(api, one, userId))) strange.push(one.id)
    if (strange.length > 0) return { status: 'stale', refs: strange }
    ours = union(
      ours,
      listed.map(({ id }) => id),
    )
    if (listed.length < unknown.length && token.looks < LOOKS) {
      return pending({ ...token, ours, looks: token.looks + 1 }, now, 10 * SECOND)
    }
  }
  // a job of which we lost sight may have done it: then each further one is refused, and the list shows it no more
  const doubtful = without(without(ours, gone), token.unlistable)
  if (tries >= TRIES.unknown && doubtful.length > 0) {
    const listed = (await deletedAmong(api, doubtful)).map(({ id }) => id)
    gone = union(gone, without(doubtful, listed))
  }
  // what is long gone is refused every time, too
  const left = without(tries >= TRIES.unknown ? without(open, unknown) : open, gone)
  if (left.length === 0 && refused.length === 0) return { status: 'done', count: gone.length }
  if (left.length === 0 || tries >= TRIES.ours) {
    const detail =
      left.length === 0
        ? permanent('Zendesk did not delete some of the tickets')
        : permanent('Zendesk did not delete some tickets for ever: look for them among the deleted ones')
    return { status: 'failed', failure: detail, done: gone.length, refs: [...refused, ...left] }
  }
  const jobs = await startJobs(api, '/api/v2/deleted_tickets/destroy_many', left)
  const wait = Math.min(2 ** tries, 60) * SECOND
  return pending({ ...token, step: 'scrubbing', ours, gone, tries: tries + 1, jobs }, now, wait)
}

const without = (refs: readonly string[], others: readonly string[]): string[] =>
  refs.filter((ref) => !others.includes(ref))
const union = (some: readonly string[], others: readonly string[]): string[] => [
  ...new Set([...some, ...others]),
]

const pending = (token: Token, now: Date, wait: number): Outcome => ({
  status: 'pending',
  checkAfter: new Date(now.getTime() + wait),
  token,
})
