import type { Json } from '@rechtop/schema'
import { sql, type SQL } from 'drizzle-orm'
import type { AskedColumns, AskedRow } from '../dialect.ts'
import { longText } from './text.ts'

const types = {
  int: sql.raw('int'),
  text: longText,
  boolean: sql.raw('boolean'),
  // the values that are looked up in what is asked: a longer one has no index
  bytes: sql.raw('varbinary(900)'),
}

/** How many bytes of a value can be looked up; more would be cut off without a word. */
export const longest = 900

export type MariadbColumns = Readonly<Record<string, keyof typeof types>>

/** `asked as (…)`: what is asked, as rows, in one JSON text. */
export function askedWith(rows: readonly AskedRow[], columns: AskedColumns | MariadbColumns): SQL {
  return sql`asked as (select distinct * from ${askedFrom(rows, columns)})`
}

/** The same for a FROM clause. */
export function askedFrom(
  rows: readonly { readonly [column: string]: Json }[],
  columns: MariadbColumns,
): SQL {
  const list = Object.entries(columns).map(
    ([name, type]) => sql`${sql.identifier(name)} ${types[type]} path ${sql.raw(`'$.${name}'`)}`,
  )
  return sql`json_table(${JSON.stringify(rows)}, '$[*]' columns(${sql.join(list, sql`, `)})) as asked`
}
