import type { IdentifierKind, Period } from '@rechtop/schema'
import type { SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Processor } from '../connector.ts'
import type { FieldOf, Holding } from '../holding.ts'

/**
 * A table whose rows each are one match: a customer, an account, a contact. Its locator is the name of the match and
 * the row's key.
 */
export type MatchTable = {
  readonly table: PgTable
  readonly key: PgColumn
  /**
   * The columns that identify a person. They are searched by (normalised on both sides) and, from a row that was
   * found, learned.
   */
  readonly identifiers: { readonly [Kind in IdentifierKind]?: IdentifierColumn }
  /** Only these rows are matches. */
  readonly where?: SQL
}

export type IdentifierColumn =
  | PgColumn
  | {
      readonly column: PgColumn
      /** The column already holds the normal form: compared as it is, so that a plain index serves. */
      readonly normalized?: true
      /** Learned from the row but not searched by. */
      readonly learnOnly?: true
      /** For rows where this holds the identifier names an organisation or household, not the person. */
      readonly partyWhen?: SQL<boolean>
    }

/** Where the records of one holding stand. */
export type RowsOf<H extends Holding> = {
  /** The match whose key `owner` refers to. */
  readonly match: string
  readonly table: PgTable
  readonly key: PgColumn
  /** The column that equals the match's key: a foreign key, or the key itself. */
  readonly owner: PgColumn
  /** Only these rows are of this holding. Two holdings on one table need conditions that never hold together. */
  readonly where?: SQL
  /** Which column (or expression, then it can't be reduced) each field of the record type comes from. */
  readonly fields: { readonly [Field in FieldOf<H>]?: PgColumn | SQL }
  /**
   * The holding is only these columns of a row that another holding owns. A record is there when one of its fields
   * has a value; erasing it empties them.
   */
  readonly part?: true
  /** Columns that are emptied or deleted with the record but never exported: a password hash. */
  readonly unread?: readonly PgColumn[]
}

/** A holding with its rows. */
export type SqlHolding<H extends Holding = Holding> = H & { readonly rows: RowsOf<H> }

/** Rows that are held for other controllers: told as referrals, never exported or erased. */
export type ReferralRows = {
  readonly holding: string
  readonly table: PgTable
  readonly identifiers: { readonly [Kind in IdentifierKind]?: IdentifierColumn }
  readonly controller: { readonly id: PgColumn; readonly label: PgColumn | SQL }
  /** How `table` is joined to the table of the controllers, where that is another. */
  readonly join?: { readonly table: PgTable; readonly on: SQL }
  readonly where?: SQL
}

/** Columns of the holdings' tables that hold no personal data of the subject, each with the reason. */
export type Excluded = readonly { readonly column: PgColumn; readonly reason: string }[]

/** A connector to a PostgreSQL database (or a PGlite), as a declaration. */
export type SqlDeclaration<H extends Readonly<Record<string, SqlHolding>>> = {
  readonly name: string
  readonly processor: Processor
  readonly backupHorizon: Period
  readonly gaps: readonly string[]
  readonly matches: Readonly<Record<string, MatchTable>>
  readonly holdings: H
  readonly referrals?: readonly ReferralRows[]
  readonly excluded?: Excluded
}

/** Adds its rows to a holding; the fields are checked against the record type. */
export function withRows<H extends Holding>(holding: H, rows: RowsOf<NoInfer<H>>): SqlHolding<H> {
  return { ...holding, rows }
}
