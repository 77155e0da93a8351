import type { Failure } from '@rechtop/connector'

/** The later of a moment and the one at which a failure says that the system can be asked again. */
export function later(moment: Date | null, failure: Failure): Date | null {
  if (failure.code !== 'rate-limited') return moment
  return moment !== null && moment > failure.retryAfter ? moment : failure.retryAfter
}
