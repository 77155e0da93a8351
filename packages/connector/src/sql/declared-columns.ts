import { is, Column, SQL, type Table } from 'drizzle-orm'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { isJsonPath } from './json-path.ts'
import { columnsOfPath } from './owner-path.ts'
import type { Identifying, Resolved, Source } from './resolved.ts'
import { resolve } from './resolve.ts'
import { columnsOf, nameOf, tableName } from './table-facts.ts'

/** A column, as a person writes it. */
export type ColumnName = { readonly table: string; readonly column: string }

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>

/** The columns of its tables about which a declaration says nothing: personal data could sit there unseen. */
export function undeclaredColumns(declaration: Declaration): ColumnName[] {
  return undeclaredIn(resolve(declaration)).map((column) => ({
    table: tableName(column.table),
    column: column.name,
  }))
}

/** The columns that are exported, searched by, keys, emptied unread, or excluded. */
export function declaredColumns({ matches, holdings, excluded, suppression }: Resolved): Column[] {
  const ofMatches = Object.values(matches).flatMap(({ key, identifiers, restricted }) => [
    key,
    ...identifiers.flatMap(columnsOfIdentifier),
    ...(restricted === null ? [] : [restricted]),
  ])
  const ofHoldings = Object.values(holdings).flatMap(({ rows }) => [
    ...rows.key,
    ...columnsOfPath(rows.owner),
    ...rows.unread,
    ...Object.values(rows.fields).flatMap((source) => (source === undefined ? [] : columnsOfSource(source))),
    ...(rows.withdrawal === null ? [] : [rows.withdrawal.at]),
    ...(rows.withdrawal?.set ?? []).map(({ column }) => column),
  ])
  const suppressed = Object.values(suppression?.identifiers ?? {})
  return [...new Set([...ofMatches, ...ofHoldings, ...suppressed, ...excluded.map(({ column }) => column)])]
}

/** As `undeclaredColumns`. A JSON column is said by its paths only together with an exclusion of its rest. */
export function undeclaredIn(declaration: Resolved): Column[] {
  const declared = new Set(declaredColumns(declaration).map(nameOf))
  return tablesOf(declaration)
    .flatMap(columnsOf)
    .filter((column) => !declared.has(nameOf(column)))
}

/** The tables in which its matches and holdings stand, each once. */
export function tablesOf({ matches, holdings }: Resolved): Table[] {
  const tables = [
    ...Object.values(matches).flatMap(({ table, identifiers }) => [
      table,
      ...identifiers.map(({ column }) => column.table),
    ]),
    ...Object.values(holdings).map(({ rows }) => rows.table),
  ]
  return [...new Map(tables.map((table) => [tableName(table), table])).values()]
}

function columnsOfIdentifier({ column, owner }: Identifying): Column[] {
  return owner === null ? [column] : [column, ...columnsOfPath(owner)]
}

function columnsOfSource(source: Source): Column[] {
  if (isJsonPath(source)) return []
  return is(source, Column) ? [source] : columnsIn(source)
}

/** The columns that stand in an expression. */
export function columnsIn(chunk: unknown): Column[] {
  if (is(chunk, Column)) return [chunk]
  if (Array.isArray(chunk)) return chunk.flatMap(columnsIn)
  return is(chunk, SQL) ? chunk.queryChunks.flatMap(columnsIn) : []
}
