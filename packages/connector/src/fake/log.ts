/** One call. */
export type LogEntry = {
  readonly method: string
  /** With its query, unescaped. */
  readonly path: string
  readonly status: number | 'cut'
  /** What it changed by itself; what comes of it later stands in the effects only. */
  readonly effect: string | null
  /** When it came, in milliseconds of the clock. */
  readonly at: number
  /** Whether an `Authorization` came with it. */
  readonly authorized: boolean
  /** The header `x-request-source`: which process or test it came from. */
  readonly source?: string
}

/** One change of state. */
export type Effect<Name extends string = string> = { readonly effect: Name; readonly id: number | string }
