import type { Identifier, Json } from '@rechtop/schema'
import type { AnyConnector } from '../connector.ts'

/**
 * The people of every property. The target is the subject. The neighbour is somebody else whose identifiers look like
 * the target's (the same text with a letter in front, a plus tag, another domain). The stranger has nothing in common.
 */
export type Role = 'target' | 'neighbour' | 'stranger'

/** What was written into the system for one person. */
export type Planted = {
  /** What to find them by. None of these may name anybody else. */
  readonly identifiers: readonly Identifier[]
  /** By holding, the records: each field that was given a value, as an export must return it. */
  readonly records: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>
}

/**
 * A system to try a connector on, which remembers what is done to it: a database, or an imitation of an HTTP API.
 * `plant` and `dump` take another road than the connector does, because they are what it is measured by.
 */
export type ConformanceSystem = {
  /** What the connector's `config` parses. */
  config(): Promise<unknown>
  /** Writes a person into every holding: two records or more where there can be more, and unlike texts in all fields. */
  plant(role: Role): Promise<Planted>
  /** All records that the system holds, and nothing that changes by itself (a counter, the time). */
  dump(): Promise<Json>
  /** For a system that erases later: makes the time pass. */
  tick?(): Promise<void>
  /** Planted texts that stay whatever is done, as the holdings' `residue` says. */
  readonly residue?: readonly string[]
  close(): Promise<void>
}

/** What is tried, and where. */
export type Conformance = {
  readonly connector: AnyConnector
  /** A fresh system each time, empty of people. The kit closes it. */
  readonly system: () => Promise<ConformanceSystem>
}

/** One thing that must hold. `check` throws, with advice, when it does not. */
export type Property = {
  readonly id: string
  readonly title: string
  readonly check: (conformance: Conformance) => Promise<void>
}
