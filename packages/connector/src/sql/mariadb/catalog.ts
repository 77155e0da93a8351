import { sql, type SQL, type Table } from 'drizzle-orm'
import type { TableNames } from '../statements.ts'
import { namesOf } from '../table-facts.ts'
import { askedFrom } from './asked.ts'

/** `asked as (…)`: tables by the names that the catalogue has for them (`s`, `t`), with their place in the list. */
export function askedTables(
  tables: readonly Table[],
  more: readonly { readonly column: string }[] = [],
): SQL {
  return askedNames(tables.map((table, at) => ({ ...namesOf(table), ...more[at] })))
}

/** As `askedTables`, by their names. */
export function askedNames(names: readonly (TableNames & { readonly column?: string })[]): SQL {
  const rows = names.map(({ schema, table, column = null }, at) => ({ at, schema, table, column }))
  const columns = { at: 'int', schema: 'text', table: 'text', column: 'text' } as const
  return sql`asked as (select at, coalesce(asked.${sql.identifier('schema')}, database()) as s,
    asked.${sql.identifier('table')} as t, asked.${sql.identifier('column')} as c from ${askedFrom(rows, columns)})`
}

/** A name of the catalogue, to be compared with what is asked to the letter. */
export function named(name: string): SQL {
  return sql`convert(${sql.raw(name)} using utf8mb4) collate utf8mb4_bin`
}

/** Holds for the table of the catalogue that is asked for. */
export function isAskedTable(schema: string, table: string): SQL {
  return sql`${named(schema)} = asked.s and ${named(table)} = asked.t`
}
