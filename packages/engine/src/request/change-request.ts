import { permanent } from '@rechtop/connector'
import { closeCancelled } from '../ledger/close.ts'
import { forgetPlaces } from '../ledger/identifiers.ts'
import { endRuns } from '../run/run-row.ts'
import type { Executor } from '../store/database.ts'
import { requestSkips } from '../store/event-table.ts'
import type { RequestRow } from '../store/table.ts'
import { finding } from './findings.ts'
import type { Parts } from './parts.ts'
import { holdRequest, loadRequest, locatedOf, moveRequest, planOf, Superseded } from './request-row.ts'
import type { Finding, RequestAction, RequestError } from './request.ts'
import { mayDo } from './to-request.ts'

export type Changed =
  | { readonly ok: true; readonly row: RequestRow }
  | { readonly ok: false; readonly errors: RequestError[] }

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Approves a plan: just the one with this digest. It is made once more before it is carried out; when the facts have
 * changed meanwhile, a person is asked again.
 */
export function approve(
  input: { id: string; digest: string; actor: string },
  parts: Parts,
): Promise<Changed> {
  return change(input.id, 'approve', parts, async (executor, row) => {
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
  input: { id: string; match: string; isSubject: boolean; actor: string },
  parts: Parts,
): Promise<Changed> {
  return change(input.id, 'decide-match', parts, async (executor, row) => {
    const located = locatedOf(row, parts.seal)
    const match = located?.systems.flatMap(({ matches }) => matches).find(({ id }) => id === input.match)
    if (match === undefined || (match.standing === 'sure' && input.isSubject)) {
      return refuse('UNKNOWN_MATCH', 'No possible match of this request has that id.', ['match'])
    }
    if (!input.isSubject) await forgetPlaces(executor, [input.match])
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
export function retry(input: { id: string; actor: string }, parts: Parts): Promise<Changed> {
  return change(input.id, 'retry', parts, async (executor, row) => {
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
  input: { id: string; system: string; holding?: string; why: string; actor: string },
  parts: Parts,
): Promise<Changed> {
  return change(input.id, 'skip', parts, async (executor, row) => {
    const { system, holding = '', why, actor } = input
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

/** Ends a request, whatever it is at. What a system was asked for and had not answered is said. */
export function cancel(input: { id: string; actor: string }, parts: Parts): Promise<Changed> {
  return change(input.id, 'cancel', parts, async (executor, row) => {
    // first the request and then its runs, as everywhere, or two transactions could wait for each other
    const held = await holdRequest(executor, row)
    const ended = await endRuns(executor, row.id, permanent('The request was cancelled.'))
    const begun = ended.filter(({ attempts }) => attempts > 0).map(({ system }) => system)
    const findings = [...begun.map(underWay), ...row.findings]
    await closeCancelled(executor, held, { by: input.actor, findings }, parts)
    return null
  })
}

function underWay(system: string): Finding {
  const message =
    'The system was at work when the request was cancelled: what it still did is not in the ledger.'
  return finding('FAILED', system, null, 0, message)
}

async function change(
  id: string,
  action: RequestAction,
  parts: Parts,
  work: (executor: Executor, row: RequestRow) => Promise<Changed | null>,
): Promise<Changed> {
  try {
    return await parts.database.write(async (executor) => {
      const row = isId.test(id) ? await loadRequest(executor, id) : null
      if (row === null) return refuse('NOT_FOUND', 'There is no request with this id.', ['id'])
      if (!mayDo(row, action)) {
        return refuse('NOT_POSSIBLE_NOW', `Now that the request is ${row.status}, this can't be done.`, [
          'id',
        ])
      }
      const refused = await work(executor, row)
      if (refused !== null) return refused
      await parts.queue.look(executor, 'request', id)
      return { ok: true, row }
    })
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
    return refuse('NOT_POSSIBLE_NOW', 'The request changed at this very moment. Look at it again.', ['id'])
  }
}

function refuse(code: RequestError['code'], message: string, path: RequestError['path']): Changed {
  return { ok: false, errors: [{ code, message, path }] }
}
