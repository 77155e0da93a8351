import { permanent, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { Api } from './api.ts'
import { askedBy, deletedAmong, scrubbedAmong } from './deleted-tickets.ts'
import { ticketsAmong } from './shared-ticket.ts'
import { readJobs, startJobs, type Ended } from './ticket-jobs.ts'
import { othersWroteIn, readComments } from './ticket-record.ts'

const [SECOND, HOUR] = [1000, 3_600_000]
/**
 * A deleted ticket can be deleted for ever only once Zendesk lists it, which may take a while. So often we try, after
 * longer and longer pauses. One of which we only see that it is not there counts as gone then; of one that we deleted
 * it has to be shown.
 */
const TRIES = { unknown: 6, ours: 9 }
/** After which tries we look whether an earlier job did it: the export that tells allows few calls. */
const LOOKS_BACK: readonly number[] = [1, 3, 6, TRIES.ours]
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
  /** When that began, in milliseconds since 1970. */
  since: z.int(),
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
  since: 0,
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
  const done = withResults(begun, ended)
  const open = without(refs, [...done.gone, ...done.refused])
  const there = await ticketsAmong(api, without(open, done.ours))
  const token = withState(
    done,
    begun,
    ended,
    there.map(({ id }) => id),
  )
  const live = there.filter(({ id }) => !token.refused.includes(id))
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
    return pending({ ...token, step: 'deleting', since: token.since || now.getTime(), jobs }, now, SECOND)
  }
  return scrub(api, userId, without(open, token.refused), token, now)
}

const refsOf = ({ jobs }: Token): string[] => jobs.flatMap((job) => job.refs)

/** What the jobs say that they did. */
function withResults(token: Token, ended: Ended): Token {
  const succeeded = refsOf(token).filter(ended.succeeded)
  const next = { ...token, jobs: [], waits: 0 }
  return token.step === 'scrubbing'
    ? { ...next, gone: union(token.gone, succeeded) }
    : { ...next, ours: union(token.ours, succeeded) }
}

/**
 * A ticket that was this person's when a job was to delete it, and is not there any more, was deleted by that job, or
 * by an earlier one of which we lost sight. One that is still there, and was refused, will be refused again.
 */
function withState(token: Token, begun: Token, ended: Ended, there: readonly string[]): Token {
  if (begun.step === 'scrubbing') return token
  const refs = refsOf(begun)
  const refused = refs.filter((ref) => there.includes(ref) && ended.refused(ref))
  return { ...token, ours: union(token.ours, without(refs, there)), refused: union(token.refused, refused) }
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
  const since = token.since || now.getTime() - HOUR
  if (unknown.length > 0 && tries < TRIES.unknown) {
    const listed = await deletedAmong(api, unknown)
    const own = await askedBy(api, listed, userId)
    const strange = listed.map(({ id }) => id).filter((id) => !own.includes(id))
    if (strange.length > 0) return { status: 'stale', refs: strange }
    ours = union(ours, own)
    gone = union(gone, await scrubbedAmong(api, without(unknown, own), since))
    const isUnclear = without(unknown, [...own, ...gone]).length > 0
    if (isUnclear && token.looks < LOOKS) {
      return pending({ ...token, ours, gone, looks: token.looks + 1 }, now, 10 * SECOND)
    }
  }
  // a job of which we lost sight may have done it: then each further one is refused
  const doubtful = without(ours, gone)
  if (LOOKS_BACK.includes(tries) && doubtful.length > 0) {
    gone = union(gone, await scrubbedAmong(api, doubtful, since))
  }
  // what was gone before nobody erased now
  const count = gone.filter((ref) => ours.includes(ref)).length
  // what is long gone is refused every time, too
  const left = without(tries >= TRIES.unknown ? without(open, unknown) : open, gone)
  if (left.length === 0 && refused.length === 0) return { status: 'done', count }
  if (left.length === 0 || tries >= TRIES.ours) {
    const detail =
      left.length === 0
        ? permanent('Zendesk did not delete some of the tickets')
        : permanent('Zendesk did not delete some tickets for ever: look for them among the deleted ones')
    return { status: 'failed', failure: detail, done: count, refs: [...refused, ...left] }
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
