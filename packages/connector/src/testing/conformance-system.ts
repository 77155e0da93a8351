import type { Identifier, Json } from '@rechtop/schema'
import type { AnyConnector } from '../connector.ts'
import type { Fault } from './fault.ts'
import type { SentRequest } from './watch-requests.ts'

/**
 * The people of every property. The target is the subject. The neighbour is somebody else whose identifiers look like
 * the target's (the same text with a letter in front, a plus tag, another domain). The stranger has nothing in common.
 */
export type Role = 'target' | 'neighbour' | 'stranger'

/** What was written into the system for one person. */
export type Planted = {
  /** What to find them by. None of these may name anybody else. */
  readonly identifiers: readonly Identifier[]
  /**
   * By holding, the records: each field that was given a value, as an export must return it. Also those of a holding
   * that is `unread`, so that its erasure can be seen in the dump.
   */
  readonly records: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>
  /** Their files, each with the holding whose record names it. Asked for where the connector has `readFile`. */
  readonly files?: readonly PlantedFile[]
  /** Texts of theirs that the system holds and no export shows, each with the reason: a hash of a password. */
  readonly unread?: readonly { readonly text: string; readonly reason: string }[]
}

/** A file, as it must come back. */
export type PlantedFile = { readonly holding: string; readonly fileName: string } & (
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
)

/**
 * A system to try a connector on, which remembers what is done to it: a database, or an imitation of an HTTP API.
 * `plant` and `dump` take another road than the connector does, because they are what it is measured by.
 *
 * The optional members let more properties be tried. A property that needs one that is not there fails, and says so,
 * unless the connector skips it.
 */
export type ConformanceSystem = {
  /** What the connector's `config` parses. */
  config(): Promise<unknown>
  /**
   * Writes a person into every holding: `count` records (3 when left out) where there can be several, and unlike
   * texts in all fields.
   */
  plant(role: Role, count?: number): Promise<Planted>
  /** All records that the system holds, and nothing that changes by itself (a counter, the time). */
  dump(): Promise<Json>
  /** For a system that erases later: makes the time pass. */
  tick?(): Promise<void>
  /** The time in the system, for one whose time passes by `tick`. */
  now?(): Date
  /** Lets things go wrong from now on, until `heal`. */
  fault?(fault: Fault): Promise<void>
  /** Ends the fault. Answers whether anything met it. */
  heal?(): Promise<boolean>
  /** What the connector sent. Only for a system that is not reached by the HTTP of Node, which the kit watches itself. */
  requests?(): readonly SentRequest[]
  /** How many statements reached a database so far. */
  statements?(): number
  /** Writes a text into each column that `plant` left empty, so that none escapes because nobody thought of it. */
  fill?(): Promise<void>
  /** The import that brings a person in again, as it runs every night, except whom the system suppresses. */
  resync?(role: Role): Promise<void>
  /** Why the list of whom not to take in holds identifiers as they are; left out where it holds keyed hashes. */
  readonly listsInClear?: string
  /** How many records the connector asks for at once, at most. */
  readonly page?: number
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

/** What a property can need of a system. */
export type Need = 'fault' | 'page' | 'resync'

/** One thing that must hold. `check` throws, with advice, when it does not. */
export type Property = {
  readonly id: string
  readonly title: string
  readonly needs?: readonly Need[]
  /** Whom it is asked of: a connector that offers the verb, or speaks HTTP. Everybody, when left out. */
  readonly appliesTo?: (connector: AnyConnector) => boolean
  readonly check: (conformance: Conformance) => Promise<void>
}
