import type { Connector, Context, Failure } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'

/** A connector as the engine holds it: its own types are opaque. */
export type AnyConnector = Connector<unknown, unknown, Json>

/** One system: a connector with its configuration, opened. */
export type System = {
  readonly id: string
  readonly connector: AnyConnector
  /** The context for a call; ends with the signal. */
  context(signal: AbortSignal): Context<unknown, unknown>
  /** Set when its client could not be opened: every call then fails with it. */
  readonly failure: Failure | null
}

/** One entry of the list of systems in a company's configuration. */
export type SystemConfig = {
  readonly id: string
  readonly connector: AnyConnector
  readonly config: unknown
}
