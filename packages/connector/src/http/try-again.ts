import pRetry from 'p-retry'
import { failureOf } from '../failure.ts'
import { NoAnswer } from './no-answer.ts'
import { isSoon, waitUntil, type Clock } from './turn.ts'

/**
 * Up to twice more, with growing and jittered pauses: after a broken connection or a 5xx where the request may be
 * repeated, and after a 429 whose moment is near.
 */
export function tryAgain<Answer>(
  attempt: () => Promise<Answer>,
  repeatable: boolean,
  { now, signal }: Clock,
): Promise<Answer> {
  const shouldRetry = async ({ error }: { readonly error: Error }): Promise<boolean> => {
    const failure = failureOf(error)
    if (failure.code !== 'rate-limited')
      return repeatable && failure.code === 'transient' && !(error instanceof NoAnswer)
    if (!isSoon(failure.retryAfter, now())) return false
    await waitUntil(failure.retryAfter, { now, signal })
    return true
  }
  return pRetry(attempt, { retries: 2, minTimeout: 100, factor: 3, randomize: true, signal, shouldRetry })
}
