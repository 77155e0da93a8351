import type { IdentifierKind } from '@rechtop/schema'
import { sql, type Column, type SQL } from 'drizzle-orm'
import type { Identifying } from '../resolved.ts'
import { isText, keyTypeOf } from './key.ts'

/**
 * Holds for rows whose identifier is the asked one (`from.kind`, `from.value`) after normalisation on both sides.
 * Each expression is the one to put an index on.
 */
export function isAsked({ kind, column, normalized }: Identifying, from: SQL): SQL {
  const ofKind = sql`${from}.kind = ${sql.raw(`'${kind}'`)}`
  if (!isText(column)) {
    // CASE, since values of other kinds have other forms and a cast of them would fail
    const type = sql.raw(keyTypeOf(column)?.sql ?? 'text')
    return sql`${ofKind} and ${column} = case when ${ofKind} then cast(${from}.value as ${type}) end`
  }
  return sql`${ofKind} and ${normalized ? sql`${column}` : normalForm(kind, column)} = ${from}.value`
}

// what JavaScript trims and PostgreSQL by itself does not: tabs, line ends, no-break spaces
const blank = sql.raw(String.raw`E' \t\r\n\u00a0\ufeff'`)

function normalForm(kind: IdentifierKind, column: Column): SQL {
  if (kind === 'email') return sql`lower(btrim(${column}, ${blank}))`
  if (kind === 'phone') return sql`right(regexp_replace(${column}, '\\D', '', 'g'), 9)`
  return sql`btrim(${column}, ${blank})`
}
