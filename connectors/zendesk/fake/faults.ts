/** Something that goes wrong, for the next calls that it applies to. */
export type Fault = {
  /** Which calls; all of them when left out. */
  readonly method?: string
  readonly path?: RegExp
  /** Lets this many of them pass first. */
  readonly skip?: number
  /** How many go wrong; 1 when left out. */
  readonly times?: number
  readonly delayMs?: number
  /** `cut`: the connection breaks. 404: of the path, not of a record. Left out, the call is only late. */
  readonly answer?: 404 | 429 | 500 | 503 | 'cut'
  /** The header of a 429; none when left out. */
  readonly retryAfter?: string
  /** The call is carried out first: only its answer is lost. */
  readonly carriedOut?: true
}

/** The faults still to come. */
export function createFaults(): {
  add: (fault: Fault) => void
  take: (method: string, path: string) => Fault | null
} {
  const faults: { fault: Fault; skip: number; left: number }[] = []
  return {
    add: (fault) => void faults.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 }),
    take(method, path) {
      for (const entry of faults) {
        const { fault } = entry
        if (entry.left === 0 || (fault.method ?? method) !== method || fault.path?.test(path) === false)
          continue
        if (entry.skip-- > 0) continue
        entry.left--
        return fault
      }
      return null
    },
  }
}
