import type { Column, SQL, Table } from 'drizzle-orm'
import { dialectOf, type Dialect } from './dialect.ts'
import type { Lacking, Need } from './lacking.ts'
import { ofMariadb } from './mariadb/statements.ts'
import type { OpenPage } from './page.ts'
import { ofPostgresql } from './postgresql/statements.ts'
import type { Match, Referrals, RowHolding, Rows } from './resolved.ts'
import type { Session } from './session.ts'

/** One identifier that is asked for; `asked` is its place in the list. */
export type AskedIdentifier = { readonly asked: number; readonly kind: string; readonly value: string }
export type AskedOfSubject = { readonly subject: number; readonly kind: string; readonly value: string }

/** A table by its names; without a schema it is looked up where the database looks by itself. */
export type TableNames = { readonly schema: string | null; readonly table: string }

/** A holding, and the data of its records. */
export type Together = { readonly rows: Rows; readonly data: SQL }
/** One order, and which of the holdings it wants. */
export type AskedTogether = {
  readonly of: number
  readonly owner: string
  readonly wanted: readonly boolean[]
}

/** The statements whose very form differs between the databases. */
export type Statements = {
  /** The rows that are asked for, each with what it tells of its person. */
  matches(match: Match, rows: readonly AskedIdentifier[]): SQL
  /** The controllers for whom the asked people are held, with how many rows. */
  referrals(referrals: Referrals, rows: readonly AskedOfSubject[]): SQL
  /** The next page of each order. */
  pages(holding: RowHolding, data: SQL, open: readonly OpenPage[]): SQL
  /** The rows of the matches, once for all holdings that have parts of them; null where each holding is asked by itself. */
  readonly rowsTogether:
    | ((holdings: readonly [Together, ...Together[]], asked: readonly AskedTogether[]) => SQL)
    | null
  /** The references by which the database deletes, or cuts loose, rows that refer to rows of these tables. */
  cascades(tables: readonly TableNames[]): SQL
  /** What the database lacks of what is needed. */
  lacking(needs: readonly Need[], session: Session): Promise<Lacking[]>
  triggers(tables: readonly Table[]): SQL
  /** The columns with which no index begins; of those that are compared by their normal form, an index on that. */
  unserved(columns: readonly Column[], byNormalForm: readonly boolean[]): SQL
  /** The references to these tables that no index serves. */
  unservedReferences(deleted: readonly Table[]): SQL
}

const ofDialect: Readonly<Record<Dialect['name'], () => Statements>> = {
  PostgreSQL: () => ofPostgresql,
  MariaDB: () => ofMariadb,
}

export function statementsOf(table: Table): Statements {
  return ofDialect[dialectOf(table).name]()
}
