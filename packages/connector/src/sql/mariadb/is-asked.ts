import type { IdentifierKind } from '@rechtop/schema'
import { sql, type Column, type SQL } from 'drizzle-orm'
import type { Identifying } from '../resolved.ts'
import { isText, typed } from './key.ts'
import { anyCollation, bytes, literal, utf8 } from './text.ts'

/**
 * Rows joined to what is asked of them (`asked.kind`, `asked.value` as bytes). What has an index is looked up in it;
 * else each row of the table, read once, is looked up in what is asked: a hundred times quicker than the plain join.
 */
export function joinedToAsked(identifying: Identifying): SQL {
  const { table } = identifying.column
  const on = isAsked(identifying, sql`asked`)
  return isLookedUp(identifying)
    ? sql`asked straight_join ${table} on ${on}`
    : sql`${table} straight_join asked on ${on}`
}

/** Whether an index on the column serves the search. MariaDB has none on a normal form. */
export function isLookedUp({ column, normalized }: Identifying): boolean {
  return normalized || !isText(column)
}

/** Holds for rows whose identifier is the asked one, to the byte, after normalisation on both sides. */
export function isAsked({ kind, column, normalized }: Identifying, from: SQL): SQL {
  const ofKind = sql`${from}.kind = ${literal(kind)}`
  const value = sql`${from}.value`
  if (!isText(column)) {
    // CASE, since values of other kinds have other forms, and a cast of them could give such a key
    return sql`${ofKind} and ${column} = case when ${ofKind} then ${typed(column, utf8(value))} end`
  }
  const stored = sql`${column}`
  if (normalized) {
    return sql`${ofKind} and ${stored} = ${anyCollation(value)} and ${bytes(stored)} = ${value}`
  }
  return sql`${ofKind} and ${value} = cast(${normalForm(kind, column)} as binary)`
}

// what JavaScript trims and MariaDB by itself does not: tabs, line ends, no-break spaces
const blanks = literal(String.raw`^[ \t\r\n\x{a0}\x{feff}]+|[ \t\r\n\x{a0}\x{feff}]+\z`)

function normalForm(kind: IdentifierKind, column: Column): SQL {
  const text = utf8(sql`${column}`)
  if (kind === 'phone') return sql`right(regexp_replace(${text}, ${literal('[^0-9]')}, ''), 9)`
  const trimmed = sql`regexp_replace(${text}, ${blanks}, '')`
  return kind === 'email' ? sql`lower(${trimmed})` : trimmed
}
