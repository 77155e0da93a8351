import type { AnyConnector, Context, Failure } from '@rechtop/connector'

/** One system: a connector with its configuration, opened. */
export type System = {
  readonly id: string
  readonly connector: AnyConnector
  /** The hosts that it is contacted at over HTTP, as the connector declares them. */
  readonly hosts: readonly string[]
  /** The context for a call; ends with the signal. */
  context(signal: AbortSignal): Context<unknown, unknown>
  /** Set when its client could not be opened: every call then fails with it. */
  readonly failure: Failure | null
  /** How many times longer a call may take than somebody would wait for its answer; once when left out. */
  readonly patience?: number
}

/** One entry of the list of systems in a company's configuration. */
export type SystemConfig = {
  readonly id: string
  readonly connector: AnyConnector
  readonly config: unknown
  /** How many runs of it may be under way at once, over all workers: a whole number above 0; 4 when left out. */
  readonly concurrency?: number
}
