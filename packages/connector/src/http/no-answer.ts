import { FailureError, transient } from '../failure.ts'

/** Our own patience ended. Trying again at once would only wait as long again. */
export class NoAnswer extends FailureError {
  constructor() {
    super(transient)
  }
}

/** What the work throws as a failure of the closed set; the caller's own reason where its signal ended it. */
export async function asFailure<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  try {
    return await work
  } catch (error) {
    signal.throwIfAborted()
    throw failureIn(error)
  }
}

export function failureIn(error: unknown): FailureError {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof FailureError) return at
    if (at.name === 'TimeoutError' || at.name.endsWith('TimeoutError')) return new NoAnswer()
  }
  return new FailureError(transient)
}
