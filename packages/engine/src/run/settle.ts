import type { Failure, Holdings, Outcome } from '@rechtop/connector'
import { attemptLimit, pauseAfter, withinDay } from '../request/parts.ts'
import type { LineStatus } from '../store/table.ts'

/** An open line as far as settling needs to know it. */
export type OpenLine = {
  readonly id: string
  readonly match: string | null
  readonly holding: string
  readonly done: number
}

/** What a line is after a try. */
export type SettledLine = {
  readonly id: string
  readonly status: LineStatus
  readonly done: number
  /** What to send next time; undefined leaves what was there. */
  readonly token: unknown
  readonly checkAfter: Date | null
  readonly failure: Failure | null
  readonly why: string | null
}

export type Settlement = {
  readonly lines: readonly SettledLine[]
  readonly failedAttempts: number
  /** When to try the open lines again; null when none is open. */
  readonly nextAttemptAt: Date | null
  readonly failure: Failure | null
}

/**
 * Turns outcomes into what the rows say next. What may still succeed stays open until the limit of tries; a line that
 * waits for a holding which failed for good fails with it.
 */
export function settle(
  open: readonly OpenLine[],
  outcomes: readonly Outcome[],
  holdings: Holdings,
  failedAttempts: number,
  now: Date,
): Settlement {
  const progressed = outcomes.some(({ status }) => status === 'done' || status === 'pending')
  const failures = progressed ? 0 : failedAttempts + 1
  const lines = open.map((line, index) => settleLine(line, outcomes[index], failures >= attemptLimit))
  const ended = endDependents(open, lines, holdings)
  const waits = open.flatMap((line, index) =>
    ended[index]?.status === 'open' ? waitOf(outcomes[index], failures, now) : [],
  )
  const latest = waits.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null
  const failure =
    ended.map((line) => line.failure).find((each) => each !== null && !waitsForOwn(each, holdings)) ?? null
  return { lines: ended, failedAttempts: failures, nextAttemptAt: latest, failure }
}

/** Waiting for another line of the same system is no trouble, only an order. */
function waitsForOwn(failure: Failure, holdings: Holdings): boolean {
  return failure.code === 'blocked' && failure.by in holdings
}

function settleLine(line: OpenLine, outcome: Outcome | undefined, last: boolean): SettledLine {
  const base = { id: line.id, done: line.done, token: undefined, checkAfter: null, failure: null, why: null }
  switch (outcome?.status) {
    case 'done':
      return { ...base, status: 'done', done: line.done + outcome.count }
    case 'pending':
      return { ...base, status: 'open', token: outcome.token ?? null, checkAfter: outcome.checkAfter }
    case 'stale':
      return { ...base, status: 'stale' }
    case 'unsupported':
      return { ...base, status: 'unsupported', why: outcome.why }
    case 'failed': {
      const mayRecover = ['rate-limited', 'transient', 'blocked'].includes(outcome.failure.code)
      const status = mayRecover && !last ? 'open' : 'failed'
      return { ...base, status, done: line.done + outcome.done, failure: outcome.failure }
    }
    case undefined:
      return {
        ...base,
        status: 'failed',
        failure: { code: 'permanent', detail: 'no outcome was given for this line' },
      }
  }
}

function endDependents(
  open: readonly OpenLine[],
  lines: readonly SettledLine[],
  holdings: Holdings,
): SettledLine[] {
  const dead = new Set<string>()
  return lines.map((line, index) => {
    const { holding, match } = open[index] ?? { holding: '', match: null }
    const blocker = holdings[holding]?.after?.find((other) => dead.has(`${match} ${other}`))
    const ended: SettledLine =
      line.status === 'open' && blocker !== undefined
        ? { ...line, status: 'failed', failure: { code: 'blocked', by: blocker } }
        : line
    if (ended.status !== 'open' && ended.status !== 'done') dead.add(`${match} ${holding}`)
    return ended
  })
}

function waitOf(outcome: Outcome | undefined, failures: number, now: Date): Date[] {
  if (outcome?.status === 'pending') return [outcome.checkAfter]
  if (outcome?.status !== 'failed') return []
  if (outcome.failure.code === 'rate-limited') return [withinDay(outcome.failure.retryAfter, now)]
  return [pauseAfter(Math.max(1, failures), now)]
}
