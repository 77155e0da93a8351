import { StoreError } from './store-error.ts'

/** What work within a time can say and ask. */
export type Patience = {
  /** It got on: the time begins anew. */
  renew(): void
  /** Throws once it is too late. */
  check(): void
}

/**
 * Waits so many milliseconds for work on the database to get on, and no longer: over a connection on which nothing
 * arrives any more it would never end. `onLate` is told when the time is over.
 */
export async function inTime<T>(
  milliseconds: number,
  work: (patience: Patience) => Promise<T>,
  onLate: () => void,
): Promise<T> {
  const late = Promise.withResolvers<never>()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    onLate()
    late.reject(new StoreError('TIMEOUT'))
  }, milliseconds)
  const patience: Patience = {
    renew: () => void (isLate || timer.refresh()),
    check() {
      if (isLate) throw new StoreError('TIMEOUT')
    },
  }
  try {
    return await Promise.race([work(patience), late.promise])
  } finally {
    isLate = true
    clearTimeout(timer)
  }
}
