import { permanent, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { Api } from './api.ts'
import { scrubbedAmong, traced } from './deleted-tickets.ts'
import { ticketsAmong } from './shared-ticket.ts'
import { readJobs, startJobs } from './ticket-jobs.ts'
import { othersWroteIn, readComments } from './ticket-record.ts'

const [SECOND, HOUR] = [1000, 3_600_000]
/**
 * How often each step is begun, after longer and longer pauses. The second step fails until Zendesk lists a ticket
 * among the deleted ones, which may take a while.
 */
const MOST = { deletions: 6, scrubs: 9 }
/** After which tries we look whether an earlier job did it: the export that tells allows few calls. */
const LOOKS_BACK: readonly number[] = [1, 3, 6, MOST.scrubs]
/** How long we look for a ticket of which we do not know what became of it: the list and the export lag. */
const DOUBT = { lasts: 180 * SECOND, pause: 30 * SECOND }

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
  /** Deleted for ever, or not to be found anywhere. */
  gone: z.array(z.string()),
  /** Somebody else's by now, or not shown to be this person's. */
  foreign: z.array(z.string()),
  jobs: z.array(z.object({ id: z.string(), refs: z.array(z.string()) })),
  /** How often the jobs were looked at, and each step was begun. */
  waits: z.int(),
  deletions: z.int(),
  scrubs: z.int(),
  /** Since when we look for tickets, in milliseconds since 1970. */
  doubtSince: z.int().nullable(),
})
type Token = z.infer<typeof Token>
const nothing: Token = {
  step: 'deleting',
  ours: [],
  since: 0,
  gone: [],
  foreign: [],
  jobs: [],
  waits: 0,
  deletions: 0,
  scrubs: 0,
  doubtSince: null,
}

/**
 * Deletes tickets in Zendesk's two stages (help article 4408845703194): a job moves them to the deleted tickets, a
 * second one deletes those for ever. Every call looks where each ticket is before it does anything, and whether
 * somebody else has come into it. Only what is shown to be the person's is deleted; what was begun is finished, also
 * when another ticket turns out to be somebody else's.
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
  const succeeded = await readJobs(api, begun.jobs)
  if (succeeded === null) {
    return pending({ ...begun, waits: begun.waits + 1 }, now, Math.min(2 ** begun.waits, 30) * SECOND)
  }
  const done = withResults(begun, succeeded)
  const open = without(refs, [...done.gone, ...done.foreign])
  const there = await ticketsAmong(api, without(open, done.ours))
  const found = there.map(({ id }) => id)
  const foreign: string[] = []
  for (const { id, requester_id } of there) {
    const isShared = requester_id !== userId || othersWroteIn(await readComments(api, id, userId))
    if (isShared) foreign.push(id)
  }
  const token = { ...withState(done, begun, found), foreign: union(done.foreign, foreign) }
  const live = without(found, foreign)
  if (token.foreign.length > 0) {
    const begunWith = [...token.ours, ...without(open, found)]
    if (begunWith.length === 0) return { status: 'stale', refs: token.foreign }
    return scrub(api, userId, without(open, found), token, live, now)
  }
  if (live.length > 0 && token.deletions < MOST.deletions) {
    const jobs = await startJobs(api, '/api/v2/tickets/destroy_many', live)
    const next: Token = {
      ...token,
      step: 'deleting',
      since: token.since || now.getTime(),
      jobs,
      deletions: token.deletions + 1,
    }
    return pending(next, now, pauseAfter(token.deletions))
  }
  return scrub(api, userId, without(open, live), token, live, now)
}

const refsOf = ({ jobs }: Token): string[] => jobs.flatMap((job) => job.refs)

/** What the jobs say that they did. */
function withResults(token: Token, succeeded: readonly string[]): Token {
  const next = { ...token, jobs: [], waits: 0 }
  return token.step === 'scrubbing'
    ? { ...next, gone: union(token.gone, succeeded) }
    : { ...next, ours: union(token.ours, succeeded) }
}

/**
 * A ticket that was this person's when a job was to delete it, and is not there any more, was deleted by that job, or
 * by an earlier one of which we lost sight.
 */
function withState(token: Token, begun: Token, there: readonly string[]): Token {
  if (begun.step === 'scrubbing') return token
  return { ...token, ours: union(token.ours, without(refsOf(begun), there)) }
}

/** Deletes for ever what stands among the deleted tickets and is the person's. `stuck`: what could not get there. */
async function scrub(
  api: Api,
  userId: string,
  open: readonly string[],
  given: Token,
  stuck: readonly string[],
  now: Date,
): Promise<Outcome> {
  const since = given.since || now.getTime() - HOUR
  const token = await withTraces(api, userId, without(open, given.ours), { ...given, since }, now)
  if (token.doubtSince !== null) return pending(token, now, DOUBT.pause)
  const { ours, scrubs, foreign } = token
  let { gone } = token
  // a job of which we lost sight may have done it: then each further one is refused
  const doubtful = without(ours, gone)
  if (LOOKS_BACK.includes(scrubs) && doubtful.length > 0) {
    gone = union(gone, await scrubbedAmong(api, doubtful, since, now))
  }
  // what was gone before nobody erased now
  const count = gone.filter((ref) => ours.includes(ref)).length
  const left = without(ours, gone)
  if (left.length > 0 && scrubs < MOST.scrubs) {
    const jobs = await startJobs(api, '/api/v2/deleted_tickets/destroy_many', left)
    const next: Token = { ...token, step: 'scrubbing', gone, scrubs: scrubs + 1, jobs }
    return pending(next, now, pauseAfter(scrubs))
  }
  if (left.length > 0) {
    const detail = 'Zendesk did not delete some tickets for ever: look for them among the deleted ones'
    return { status: 'failed', failure: permanent(detail), done: count, refs: [...stuck, ...left] }
  }
  if (foreign.length > 0) return { status: 'stale', refs: union(foreign, stuck) }
  if (stuck.length === 0) return { status: 'done', count }
  const failure = permanent('Zendesk did not delete some of the tickets')
  return { status: 'failed', failure, done: count, refs: [...stuck] }
}

/** With what became of tickets that are not there; `doubtSince` while that may still show. */
async function withTraces(
  api: Api,
  userId: string,
  unknown: readonly string[],
  token: Token,
  now: Date,
): Promise<Token> {
  if (unknown.length === 0) return { ...token, doubtSince: null }
  const seen = await traced(api, unknown, userId, token.since, now)
  const next = {
    ...token,
    ours: union(token.ours, seen.ours),
    gone: union(token.gone, seen.gone),
    foreign: union(token.foreign, seen.foreign),
  }
  const doubtSince = token.doubtSince ?? now.getTime()
  const isUnclear = seen.unproven.length + seen.unseen.length > 0
  if (isUnclear && now.getTime() - doubtSince < DOUBT.lasts) return { ...next, doubtSince }
  return {
    ...next,
    gone: union(next.gone, seen.unseen),
    foreign: union(next.foreign, seen.unproven),
    doubtSince: null,
  }
}

const pauseAfter = (tries: number): number => Math.min(2 ** tries, 60) * SECOND
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
