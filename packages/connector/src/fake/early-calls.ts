import type { LogEntry } from './log.ts'
import type { Answer } from './route.ts'

/** A call that came although the service had asked to be left alone. */
export type EarlyCall = LogEntry & {
  /** Until when, in milliseconds of the clock. */
  readonly until: number
  /** Real milliseconds since that was asked: a call that was on its way already has only a few. */
  readonly sinceAskedMs: number
}

type Hold = {
  readonly until: number
  readonly askedAt: number
  readonly holdsBack: (method: string, path: string) => boolean
}

/** Remembers until when the service asked to be left alone. */
export function createHolds(): {
  /** Notes what an answer that was sent asks for. */
  learn(answer: Pick<Answer, 'status' | 'headers' | 'holdsBack'>, now: Date): void
  /** The hold that a call breaks, if any. */
  broken(method: string, path: string, now: Date): Pick<EarlyCall, 'until' | 'sinceAskedMs'> | null
} {
  let holds: Hold[] = []
  return {
    learn({ status, headers = {}, holdsBack = () => true }, now) {
      const until = status === 429 ? untilOf(new Headers(headers).get('retry-after'), now) : null
      if (until !== null) holds.push({ until, askedAt: performance.now(), holdsBack })
    },
    broken(method, path, now) {
      holds = holds.filter(({ until }) => until > now.getTime())
      const hold = holds.find((one) => one.holdsBack(method, path))
      return hold === undefined ? null : { until: hold.until, sinceAskedMs: performance.now() - hold.askedAt }
    },
  }
}

function untilOf(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null
  const seconds = Number(retryAfter)
  const until = Number.isNaN(seconds) ? Date.parse(retryAfter) : now.getTime() + seconds * 1000
  return Number.isNaN(until) ? null : until
}
