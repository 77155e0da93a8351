import type { Json } from '@rechtop/schema'
import type { Fault } from './fault.ts'

export type Row = Readonly<Record<string, Json>>

/** A database for tests, of one kind: its dialect, and how it is broken off. */
export type TestDatabase = {
  /** What goes into the connector's configuration as `database`. */
  readonly config: unknown
  /** Runs statements that give nothing back. */
  exec(statements: string): Promise<void>
  /** Writes rows as they are; answers with them as they stand, with what the database added. */
  insert(table: string, rows: readonly Row[]): Promise<readonly Row[]>
  /** All rows, by table. */
  dump(): Promise<Readonly<Record<string, readonly Json[]>>>
  /** Empties all tables, and lets their counters begin again. */
  truncate(): Promise<void>
  /** Writes a text into each empty text column that may hold one. */
  fill(): Promise<void>
  fault(fault: Fault): Promise<void>
  heal(): Promise<boolean>
  /** How many statements of the connector came by. */
  statements(): number
}

/** Only a crash can happen to a database; the rest are faults of HTTP. */
export function writeOfCrash(fault: Fault): number {
  if (fault.kind === 'crash') return fault.afterWrite
  throw new TypeError(`a database has no fault "${fault.kind}"; only a crash`)
}
