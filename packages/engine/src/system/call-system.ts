import { FailureError, transient, type Context } from '@rechtop/connector'
import { OwnError } from '../own-error.ts'
import type { System } from './system.ts'

/**
 * How long one call may take, in milliseconds, before the system counts as not answering. `piece`: how long one piece
 * of a file is waited for, so that a large file may take long and a dead connection does not.
 */
export const limits = {
  find: 20_000,
  read: 60_000,
  export: 1_800_000,
  erase: 600_000,
  file: 2_400_000,
  piece: 120_000,
} as const

/**
 * Calls a system, and does not wait for ever: a call that ignores its signal is left behind. Throws a `FailureError`
 * whatever went wrong in the system, an `OwnError` as it is, and the signal's own reason when the caller gave up.
 */
export async function callSystem<T>(
  system: System,
  milliseconds: number,
  signal: AbortSignal,
  work: (context: Context<unknown, unknown>) => Promise<T>,
): Promise<T> {
  if (system.failure !== null) throw new FailureError(system.failure)
  signal.throwIfAborted()
  const ends = AbortSignal.any([signal, AbortSignal.timeout(milliseconds * (system.patience ?? 1))])
  const ended = new Promise<never>((_, reject) => {
    ends.addEventListener('abort', () => reject(ends.reason), { once: true })
  })
  try {
    return await Promise.race([work(system.context(ends)), ended])
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof FailureError || error instanceof OwnError) throw error
    throw new FailureError(transient)
  }
}
