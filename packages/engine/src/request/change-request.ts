import { permanent } from '@rechtop/connector'
import { closeCancelled } from '../ledger/close.ts'
import { forgetPlaceOf } from '../ledger/identifiers.ts'
import { endRuns } from '../run/run-row.ts'
import type { Executor } from '../store/database.ts'
import { requestSkips } from '../store/event-table.ts'
import type { RequestRow } from '../store/table.ts'
import { withLeftOut } from '../subject/located.ts'
import { refuse, type Answer } from './answer.ts'
import { finding } from './findings.ts'
import { once } from './idempotency.ts'
import { endingWith } from './joined.ts'
import type { Parts } from './parts.ts'
import { holdRequest, loadRequest, locatedOf, moveRequest, planOf, Superseded } from './request-row.ts'
import type { Finding, RequestAction, RequestActing } from './request.ts'
import { mayDo } from './to-request.ts'

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Approves a plan: just the one with this digest. It is made once more before it is carried out; when the facts have
 * changed meanwhile, a person is asked again.
 */
export function approve(input: RequestActing & { readonly digest: string }, parts: Parts): Promise<Answer> {
  return change('approve', input, [input.digest], parts, async (executor, row) => {
    if (planOf(row, parts.seal)?.digest !== input.digest) {
      const message =
        'The plan is not the one with this digest any more. Look at the plan of the request again.'
      return refuse('PLAN_STALE', message, ['digest'])
    }
    const approved = { approvedDigest: input.digest, approvedBy: input.actor, wantedDigest: null }
    await moveRequest(executor, row, { event: 'approved', by: input.actor, ...approved }, parts)
    return null
  })
}

/** A person's word on a possible match; the subject is located and the plan made anew. */
export function decideMatch(
  input: RequestActing & { readonly match: string; readonly isSubject: boolean },
  parts: Parts,
): Promise<Answer> {
  return change('decide-match', input, [input.match, input.isSubject], parts, async (executor, row) => {
    const located = locatedOf(row, parts.seal)
    const known = located === null ? [] : withLeftOut(located).flatMap(({ matches }) => matches)
    const match = known.find(({ id }) => id === input.match)
    if (match === undefined || (match.standing === 'sure' && input.isSubject)) {
      return refuse('UNKNOWN_MATCH', 'No possible match of this request has that id.', ['match'])
    }
    if (located !== null && !input.isSubject)
      await forgetPlaceOf(executor, row.id, located, match, parts.seal)
    const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== input.match)
    const { confirmed, rejected } = row.decisions
    const decisions = input.isSubject
      ? { confirmed: [...without(confirmed), input.match], rejected: without(rejected) }
      : { confirmed: without(confirmed), rejected: [...without(rejected), input.match] }
    const move = { event: 'match-decided', by: input.actor, decisions, attempts: 0 } as const
    await moveRequest(executor, row, move, parts)
    return null
  })
}

/** Plans anew what is not done, and goes on. A system that has not ended its part is asked anew, under a new key. */
export function retry(input: RequestActing, parts: Parts): Promise<Answer> {
  return change('retry', input, [], parts, async (executor, row) => {
    await moveRequest(executor, row, { event: 'retried', by: input.actor, attempts: 0 }, parts)
    await endRuns(executor, row.id, permanent('A person had it planned anew.'))
    return null
  })
}

/**
 * Leaves what a system holds, or one holding of it, as it is; the rest is planned anew. What the same person skips twice
 * is skipped once.
 */
export function skip(
  input: RequestActing & { readonly system: string; readonly holding?: string; readonly why: string },
  parts: Parts,
): Promise<Answer> {
  const { system, holding = '', why, actor } = input
  return change('skip', input, [system, holding, why], parts, async (executor, row) => {
    const holdings = parts.systems.get(system)?.connector.holdings
    if (holdings === undefined) return refuse('UNKNOWN_PLACE', 'No system has this id.', ['system'])
    if (holding !== '' && !(holding in holdings)) {
      return refuse('UNKNOWN_PLACE', 'The system has no holding of this name.', ['holding'])
    }
    await moveRequest(executor, row, { event: 'skipped', by: actor, attempts: 0 }, parts)
    await endRuns(executor, row.id, permanent('A person had it planned anew.'))
    const place = { requestId: row.id, system, holding }
    await executor
      .insert(requestSkips)
      .values({ ...place, why, actor, at: parts.now() })
      .onConflictDoNothing()
    return null
  })
}

/**
 * Ends a request, whatever it is at. What a system was asked for and had not answered is said, and which requests had
 * joined this one: nobody does for them what they asked for any more.
 */
export function cancel(input: RequestActing, parts: Parts): Promise<Answer> {
  return change('cancel', input, [], parts, async (executor, row) => {
    // first the request and then its runs, as everywhere, or two transactions could wait for each other
    const held = await holdRequest(executor, row)
    const ended = await endRuns(executor, row.id, permanent('The request was cancelled.'))
    const begun = ended.filter(({ attempts }) => attempts > 0).map(({ system }) => system)
    const joined = await endingWith(executor, row.id)
    const findings = [...begun.map(underWay), ...joined, ...row.findings]
    await closeCancelled(executor, held, { by: input.actor, findings }, parts)
    return null
  })
}

function underWay(system: string): Finding {
  const message =
    'The system was at work when the request was cancelled: what it still did is in the ledger once it has answered.'
  return finding('FAILED', system, null, 0, message)
}

async function change(
  action: RequestAction,
  acting: RequestActing,
  input: readonly (string | boolean)[],
  parts: Parts,
  work: (executor: Executor, row: RequestRow) => Promise<Answer | null>,
): Promise<Answer> {
  const { id, actor, idempotencyKey } = acting
  if (!isId.test(id)) return noSuchRequest
  const keyed = { mutation: action, actor, key: idempotencyKey, input: [id, ...input], requestId: id }
  try {
    return await parts.database.write((executor) =>
      once(executor, keyed, parts, async () => {
        const row = await loadRequest(executor, id)
        if (row === null) return noSuchRequest
        if (!mayDo(row, action)) {
          if (holdsAlready(row, action, input)) return { ok: true, row }
          const message = `Now that the request is ${row.status}, this can't be done.`
          return refuse('NOT_POSSIBLE_NOW', message, ['id'])
        }
        const refused = await work(executor, row)
        if (refused !== null) return refused
        await parts.queue.look(executor, 'request', id)
        return { ok: true, row }
      }),
    )
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    return refuse('NOT_POSSIBLE_NOW', 'The request changed at this very moment. Look at it again.', ['id'])
  }
}

const noSuchRequest = refuse('NOT_FOUND', 'There is no request with this id.', ['id'])

/** Whether a request already is as an action would make it, so that saying it twice is no mistake. */
function holdsAlready(
  { phase, status, approvedDigest }: RequestRow,
  action: RequestAction,
  [said]: readonly (string | boolean)[],
): boolean {
  if (action === 'cancel') return status === 'cancelled'
  return action === 'approve' && phase !== 'end' && approvedDigest === said
}
