import type { Failure, Holdings, Outcome } from '@rechtop/connector'
import { attemptLimit, pauseAfter, withinDay } from '../request/parts.ts'
import type { LineStatus } from '../store/table.ts'
import { blockerOf, placesOf, type OpenLine } from './due-lines.ts'

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
  /** The lines that are not what they were. */
  readonly lines: readonly SettledLine[]
  readonly failedAttempts: number
  /** When the first of the open lines is due; null when none is open. */
  readonly nextAttemptAt: Date | null
  readonly failure: Failure | null
}

/** What came of one open line: `not-sent` where it was not its turn. Saying nothing is not an answer. */
export type Answer = Outcome | 'not-sent' | undefined

/** A wait is no shorter, or two that are never done keep each other busy; and no longer, as a wrong unit makes it. */
const shortest = 1_000
const longest = 31 * 86_400_000

/**
 * Turns outcomes into what the rows say next. What may still succeed stays open until the limit of tries; a line that
 * waits for a holding which failed for good fails with it.
 */
export function settle(
  open: readonly OpenLine[],
  answers: readonly Answer[],
  holdings: Holdings,
  failedAttempts: number,
  now: Date,
): Settlement {
  const failures = failuresAfter(answers.slice(0, open.length), failedAttempts, now)
  const tried = open.map((line, index) => settleLine(line, answers[index], failures, now))
  const ended = endDependents(open, tried, holdings)
  const places = placesOf(open.filter((_, index) => ended[index]?.status === 'open'))
  const blocked = open.map((line) => blockerOf(line, places, holdings) !== undefined)
  const settled = ended.map((line, index) => {
    const waitsForOwn = blocked[index] === true && line.failure?.code === 'blocked'
    return waitsForOwn ? { ...line, checkAfter: null } : line
  })
  const waits = settled
    .filter(({ status }, index) => status === 'open' && blocked[index] === false)
    .map(({ checkAfter }) => between(checkAfter ?? now, now))
  const failure =
    settled.map((line) => line.failure).find((each) => each !== null && !waitsForOwn(each, holdings)) ?? null
  return {
    lines: settled.filter((line, index) => answers[index] !== 'not-sent' || line.status !== 'open'),
    // at the limit all that was tried has ended: what was not sent has its own tries
    failedAttempts: failures >= attemptLimit && places.size > 0 ? 0 : failures,
    nextAttemptAt: waits.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    failure,
  }
}

function failuresAfter(answers: readonly Answer[], failedAttempts: number, now: Date): number {
  if (answers.length > 0 && answers.every((answer) => isTurn(answer, now))) return failedAttempts
  const progressed = answers.some(
    (answer) => typeof answer === 'object' && ['done', 'pending'].includes(answer.status),
  )
  return progressed ? 0 : failedAttempts + 1
}

/** Waiting for one's turn is no trouble, where the system says when that is: a person is told when the last day comes near. */
function isTurn(answer: Answer, now: Date): boolean {
  if (answer === 'not-sent') return true
  if (answer?.status !== 'failed' || answer.failure.code !== 'rate-limited') return false
  return answer.failure.retryAfter.getTime() > now.getTime() + shortest
}

/** Waiting for another line of the same system is no trouble, only an order. */
function waitsForOwn(failure: Failure, holdings: Holdings): boolean {
  return failure.code === 'blocked' && failure.by in holdings
}

function settleLine(line: OpenLine, answer: Answer, failures: number, now: Date): SettledLine {
  const base = { id: line.id, done: line.done, token: undefined, checkAfter: null, failure: null, why: null }
  if (answer === 'not-sent') {
    const { checkAfter, failure } = line
    return { ...base, status: 'open', checkAfter, failure }
  }
  switch (answer?.status) {
    case 'done':
      return { ...base, status: 'done', done: line.done + answer.count }
    case 'pending': {
      const checkAfter = between(answer.checkAfter, now)
      return { ...base, status: 'open', token: answer.token ?? null, checkAfter }
    }
    case 'stale':
      return { ...base, status: 'stale' }
    case 'unsupported':
      // PostgreSQL refuses this character in a text
      return { ...base, status: 'unsupported', why: answer.why.replaceAll('\0', '') }
    case 'failed': {
      const { failure } = answer
      const done = line.done + answer.done
      const mayRecover = ['rate-limited', 'transient', 'blocked'].includes(failure.code)
      if (!mayRecover || failures >= attemptLimit) return { ...base, status: 'failed', done, failure }
      return { ...base, status: 'open', done, failure, checkAfter: pauseOf(failure, failures, now) }
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
  const dead: OpenLine[] = []
  return open.flatMap((row, index) => {
    const line = lines[index]
    if (line === undefined) return []
    const by = blockerOf(row, placesOf(dead), holdings)
    const ended: SettledLine =
      line.status === 'open' && by !== undefined
        ? { ...line, status: 'failed', checkAfter: null, failure: { code: 'blocked', by } }
        : line
    if (ended.status !== 'open' && ended.status !== 'done') dead.push(row)
    return [ended]
  })
}

function pauseOf(failure: Failure, failures: number, now: Date): Date {
  if (failure.code === 'rate-limited') return between(withinDay(failure.retryAfter, now), now)
  return pauseAfter(Math.max(1, failures), now)
}

/** The moment, or the nearest to it that is neither too soon nor too late; what is no moment is too soon. */
function between(moment: Date, now: Date): Date {
  const ahead = Math.min(longest, Math.max(shortest, moment.getTime() - now.getTime() || 0))
  return new Date(now.getTime() + ahead)
}
