import { getTableColumns, getTableName, is, SQL } from 'drizzle-orm'
import { getTableConfig, PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { identifyingColumns } from './identifier-column.ts'

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>

/** A column, as a person writes it. */
export type ColumnName = { readonly table: string; readonly column: string }

/** The columns of each table of the declaration that are exported, searched by, keys, emptied unread, or excluded. */
export function declaredColumns(declaration: Declaration): PgColumn[] {
  const ofMatches = Object.values(declaration.matches).flatMap(({ key, identifiers }) => [
    key,
    ...identifyingColumns(identifiers).map(({ column }) => column),
  ])
  const ofHoldings = Object.values(declaration.holdings).flatMap(({ rows }) => [
    rows.key,
    rows.owner,
    ...(rows.unread ?? []),
    ...Object.values(rows.fields).flatMap((source) => (source === undefined ? [] : columnsIn(source))),
  ])
  const excluded = (declaration.excluded ?? []).map(({ column }) => column)
  return [...new Set([...ofMatches, ...ofHoldings, ...excluded])]
}

/** The columns of its tables about which the declaration says nothing: personal data could sit there unseen. */
export function undeclaredColumns(declaration: Declaration): ColumnName[] {
  const declared = new Set(declaredColumns(declaration).map(nameOf))
  const tables = [
    ...Object.values(declaration.matches).map(({ table }) => table),
    ...Object.values(declaration.holdings).map(({ rows }) => rows.table),
  ]
  const columns = [...new Set(tables)].flatMap((table) => columnsOf(table))
  return [...new Map(columns.map((column) => [nameOf(column), column])).values()]
    .filter((column) => !declared.has(nameOf(column)))
    .map((column) => ({ table: tableName(column.table), column: column.name }))
}

/** The columns of a table as Drizzle knows them. */
export function columnsOf(table: PgTable): PgColumn[] {
  return Object.values<PgColumn>(getTableColumns(table))
}

/** `schema.table`, or `table` where Drizzle was given no schema. */
export function tableName(table: PgTable): string {
  const { schema } = getTableConfig(table)
  return schema === undefined ? getTableName(table) : `${schema}.${getTableName(table)}`
}

/** `table.column`. */
export function nameOf(column: PgColumn): string {
  return `${tableName(column.table)}.${column.name}`
}

/** The columns that stand in an expression. */
function columnsIn(chunk: unknown): PgColumn[] {
  if (is(chunk, PgColumn)) return [chunk]
  if (Array.isArray(chunk)) return chunk.flatMap(columnsIn)
  return is(chunk, SQL) ? chunk.queryChunks.flatMap(columnsIn) : []
}
