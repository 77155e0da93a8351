import { Column, getTableColumns, getTableName, is, type Table } from 'drizzle-orm'
import { getTableConfig as mysqlConfig, MySqlTable } from 'drizzle-orm/mysql-core'
import { getTableConfig as postgresConfig, PgTable } from 'drizzle-orm/pg-core'

/** A reference from columns of a table to columns of another. */
export type Reference = {
  readonly columns: readonly Column[]
  readonly table: Table
  readonly foreignColumns: readonly Column[]
}

/** What Drizzle was told of a table, in one shape for all databases. */
export type TableFacts = {
  readonly schema: string | null
  readonly primaryKey: readonly Column[]
  readonly references: readonly Reference[]
}

export function factsOf(table: Table): TableFacts {
  const { schema, primaryKeys, foreignKeys } = configOf(table)
  const inColumns = columnsOf(table).filter(({ primary }) => primary)
  return {
    schema: schema ?? null,
    primaryKey: inColumns.length > 0 ? inColumns : ownColumns(table, primaryKeys[0]?.columns ?? []),
    references: foreignKeys.map((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference()
      return {
        columns: ownColumns(table, columns),
        table: foreignTable,
        foreignColumns: ownColumns(foreignTable, foreignColumns),
      }
    }),
  }
}

/** What Drizzle hands out while it declares constraints are stand-ins, of which no type can be asked. */
function ownColumns(table: Table, named: readonly Column[]): Column[] {
  return named.flatMap(({ name }) => columnsOf(table).filter((column) => column.name === name))
}

type Config = {
  readonly schema: string | undefined
  readonly primaryKeys: readonly { readonly columns: readonly Column[] }[]
  readonly foreignKeys: readonly {
    reference(): {
      readonly columns: readonly Column[]
      readonly foreignTable: Table
      readonly foreignColumns: readonly Column[]
    }
  }[]
}

function configOf(table: Table): Config {
  if (is(table, PgTable)) return postgresConfig(table)
  if (is(table, MySqlTable)) return mysqlConfig(table)
  throw new TypeError(
    `table "${getTableName(table)}" is of a kind that this kit does not speak; use drizzle-orm/pg-core or mysql-core`,
  )
}

/** The columns of a table as Drizzle knows them. */
export function columnsOf(table: Table): Column[] {
  return Object.values(getTableColumns(table))
}

/** `schema.table`, or `table` where Drizzle was given no schema. */
export function tableName(table: Table): string {
  const { schema } = factsOf(table)
  return schema === null ? getTableName(table) : `${schema}.${getTableName(table)}`
}

/** `table.column`. */
export function nameOf(column: Column): string {
  return `${tableName(column.table)}.${column.name}`
}

/** A misspelt name of a column comes out as undefined, past a compiler that is not asked. */
export function requireColumn(at: string, column: unknown): void {
  if (is(column, Column)) return
  throw new TypeError(`${at} is no column; look whether the table has one of that name`)
}

export function isSameTable(one: Table, other: Table): boolean {
  return tableName(one) === tableName(other)
}

/** The names by which a database's own catalogue knows the table. */
export function namesOf(table: Table): { readonly schema: string | null; readonly table: string } {
  return { schema: factsOf(table).schema, table: getTableName(table) }
}
