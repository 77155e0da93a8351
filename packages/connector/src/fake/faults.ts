import { createStorm, type Storm } from './storm.ts'

/** Something that goes wrong, for the next calls that it applies to. */
export type Fault = {
  /** Which calls; all of them when left out. `path` is tried on the path with its query, unescaped. */
  readonly method?: string
  readonly path?: RegExp
  /** Lets this many of them pass first. */
  readonly skip?: number
  /** How many go wrong; 1 when left out. */
  readonly times?: number
  readonly delayMs?: number
  /**
   * `cut`: the connection breaks. `torn`: the call is carried out, and its answer ends in the middle. 404: of the path, not
   * of a record. Left out, the call is only late.
   */
  readonly answer?: 404 | 429 | 500 | 503 | 'cut' | 'torn'
  /** The header of a 429; none when left out. */
  readonly retryAfter?: string
  /** The call is carried out first: only its answer is lost. */
  readonly carriedOut?: true
}

/** What still goes wrong. Several fakes can share one. */
export type Faults = {
  add(fault: Fault): void
  /** From now on a share of all calls goes wrong; null ends it. */
  storm(storm: Storm | null): void
  /** What goes wrong with this call, if anything. A fault that was added goes before the storm. */
  take(method: string, path: string): Fault | null
}

export function createFaults(): Faults {
  const faults: { fault: Fault; skip: number; left: number }[] = []
  let next: (() => Fault | null) | null = null
  return {
    add: (fault) => void faults.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 }),
    storm(storm) {
      next = storm === null ? null : createStorm(storm)
    },
    take(method, path) {
      for (const entry of faults) {
        const { fault } = entry
        if (entry.left === 0 || (fault.method ?? method) !== method || fault.path?.test(path) === false)
          continue
        if (entry.skip-- > 0) continue
        entry.left--
        return fault
      }
      return next?.() ?? null
    },
  }
}
