import type { IdentifierKind, Period } from '@rechtop/schema'
import { getTableColumns, type Column, type SQL, type Table } from 'drizzle-orm'
import type { Processor } from '../connector.ts'
import type { FieldOf, Holding } from '../holding.ts'
import type { JsonPath } from './json-path.ts'

/**
 * How rows lead to the match that they belong to. One column: it equals the match's key. Several, one per table on the
 * way: `[orderLines.orderId, orders.customerId]`. Each but the last refers to a row of the next column's table.
 */
export type Owner = Column | readonly [Column, ...Column[]]

/**
 * A table whose rows each are one match: a customer, an account, a contact. Its locator is the name of the match and
 * the row's key.
 */
export type MatchTable = {
  readonly table: Table
  /** The primary key, when left out. One column, whose value is never given to another person. */
  readonly key?: Column
  /**
   * The columns that identify a person. They are searched by (normalised on both sides) and, from a row that was
   * found, learned.
   */
  readonly identifiers: { readonly [Kind in IdentifierKind]?: IdentifierColumn }
  /** Only these rows are matches. */
  readonly where?: SQL
  /** Holds a restriction of processing: a boolean, or the time since when. Makes the connector able to `restrict`. */
  readonly restricted?: Column
}

export type IdentifierColumn =
  | Column
  | {
      readonly column: Column
      /** How its rows lead to the match, where the column is in another table: a list of addresses. */
      readonly owner?: Owner
      /** The column already holds the normal form: compared as it is, so that a plain index serves. */
      readonly normalized?: true
      /** Learned from the row but not searched by. */
      readonly learnOnly?: true
      /** For rows where this holds the identifier names an organisation or household, not the person. */
      readonly partyWhen?: SQL<boolean>
    }

/** Where the records of one holding stand. */
export type RowsOf<H extends Holding> = {
  /** The match that the rows belong to. May be left out where the connector has one. */
  readonly match?: string
  readonly table: Table
  /** The primary key, when left out. */
  readonly key?: Column | readonly [Column, ...Column[]]
  /** How rows lead to their match. May be left out where the rows are those of the match itself. */
  readonly owner?: Owner
  /** Only these rows are of this holding. Two holdings that claim one column need conditions that exclude each other. */
  readonly where?: SQL
  /** Which column (or expression, then it can't be reduced) each field of the record type comes from. */
  readonly fields: { readonly [Field in FieldOf<H>]?: Column | JsonPath | SQL }
  /**
   * The holding is only these columns of a row that another holding owns. A record is there when one of its fields
   * has a value; erasing it empties them.
   */
  readonly part?: true
  /** Columns that are emptied or deleted with the record but never exported: a password hash. */
  readonly unread?: readonly Column[]
  /** Rows where this holds also name somebody else: they may be reduced, and are never deleted. */
  readonly sharedWhen?: SQL<boolean>
  /** Why the rows can be neither deleted nor changed: a ledger that only grows. Erasing is answered with it. */
  readonly appendOnly?: string
  /** How the consent for a purpose is withdrawn: these columns are set, in rows where `at` is still empty. */
  readonly withdrawal?: {
    readonly purpose: string
    /** Gets the time of the withdrawal. */
    readonly at: Column
    readonly set?: readonly { readonly column: Column; readonly to: string | boolean }[]
  }
}

/** A holding with its rows. */
export type SqlHolding<H extends Holding = Holding> = H & { readonly rows: RowsOf<H> }

/** Rows that are held for other controllers: told as referrals, never exported or erased. */
export type ReferralRows = {
  readonly holding: string
  readonly table: Table
  readonly identifiers: { readonly [Kind in IdentifierKind]?: IdentifierColumn }
  readonly controller: { readonly id: Column; readonly label: Column | SQL }
  /** How `table` is joined to the table of the controllers, where that is another. */
  readonly join?: { readonly table: Table; readonly on: SQL }
  readonly where?: SQL
}

/** Columns of the holdings' tables that hold no personal data of the subject, each with the reason. */
export type Excluded = readonly { readonly column: Column; readonly reason: string }[]

/**
 * The table of whom not to take in again. A row holds the normal form of one identifier in the column of its kind.
 * What imports into the database has to look there.
 */
export type SuppressionTable = {
  readonly table: Table
  readonly identifiers: { readonly [Kind in IdentifierKind]?: Column }
}

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
  /**
   * References along which the database itself may delete rows, or cut them loose, when a row of ours is deleted (`on
   * delete cascade`, `on delete set null`), each with the reason why that is right: the column that refers to the row.
   * A row with which others would go stays.
   */
  readonly goesAlong?: readonly { readonly column: Column; readonly reason: string }[]
  readonly suppression?: SuppressionTable
  /** Times in columns without a time zone are in UTC. Left out, they are exported without a zone, and no term counts from them. */
  readonly zonelessTimes?: 'UTC'
}

/** Adds its rows to a holding; the fields are checked against the record type. */
export function withRows<H extends Holding>(holding: H, rows: RowsOf<NoInfer<H>>): SqlHolding<H> {
  return { ...holding, rows }
}

/** The columns of a table under their own names: for the fields that are called as the columns are. */
export function pick<T extends Table, Name extends keyof T['_']['columns'] & string>(
  table: T,
  ...names: readonly Name[]
): { readonly [N in Name]: T['_']['columns'][N] } {
  const columns = getTableColumns(table)
  return Object.fromEntries(names.map((name) => [name, columns[name]])) as ReturnType<typeof pick<T, Name>>
}
