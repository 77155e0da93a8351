import { is, sql, type SQL } from 'drizzle-orm'
import { PgColumn } from 'drizzle-orm/pg-core'
import { FailureError, permanent } from '../failure.ts'
import type { RowsOf, SqlHolding } from './declaration.ts'
import { filled } from './emptying.ts'
import { baseTypeOf, keyTypeOf } from './key-type.ts'

type Rows = RowsOf<SqlHolding>

/** The column a field is mapped to, if it is one that can be emptied: not the row's key or owner. */
export function emptiableColumn(rows: Rows, field: string): PgColumn | null {
  const source = rows.fields[field]
  if (!is(source, PgColumn) || source.generated !== undefined) return null
  return source.name === rows.key.name || source.name === rows.owner.name ? null : source
}

/** The columns that erasing empties, in a holding whose rows stay. */
export function emptiedByErasing(rows: Rows): PgColumn[] {
  const mapped = Object.keys(rows.fields).flatMap((field) => emptiableColumn(rows, field) ?? [])
  return [...new Set([...mapped, ...(rows.unread ?? [])])]
}

/** A row of this holding: its condition, and for a part that it has a value. */
export function isThere(rows: Rows): SQL {
  return rows.part === true ? sql`${ofHolding(rows)} and ${hasValue(rows)}` : ofHolding(rows)
}

/** The condition of the holding alone, which an emptied part still meets. */
export function ofHolding(rows: Rows): SQL {
  return rows.where === undefined ? sql`true` : sql`(${rows.where})`
}

function hasValue(rows: Rows): SQL {
  const columns = Object.keys(rows.fields).flatMap((field) => emptiableColumn(rows, field) ?? [])
  return anyFilled(columns)
}

/** Holds while one of the columns has a value. */
export function anyFilled(columns: readonly PgColumn[]): SQL {
  return columns.length === 0 ? sql`false` : sql`(${sql.join(columns.map(filled), sql` or `)})`
}

/** The row belongs to this key, of the type that the owner column has. */
export function ownedBy(rows: Rows, key: SQL): SQL {
  return typedEqual(rows.owner, key)
}

/** `column = cast(text as its type)`. Throws rather than leave a predicate out. */
export function typedEqual(column: PgColumn, text: SQL): SQL {
  return sql`${column} = ${typed(column, text)}`
}

/** The text as a key of that column. */
export function typed(column: PgColumn, text: SQL): SQL {
  const type = is(column, PgColumn) ? keyTypeOf(column) : null
  if (type === null) throw new FailureError(permanent('a predicate has no key column'))
  return sql`cast(${text} as ${sql.raw(type.sql)})`
}

/** The row's date is before this one; rows without a date are not. Throws where nothing tells the date. */
export function datedBefore(holding: SqlHolding, before: SQL): SQL {
  const column = holding.dated === undefined ? undefined : holding.rows.fields[holding.dated]
  if (!is(column, PgColumn)) throw new FailureError(permanent('this holding cannot be cut by date'))
  return sql`${column} < cast(${before} as ${sql.raw(baseTypeOf(column))})`
}

/** A day means its midnight in UTC, whatever time zone the connection has. */
export function cutOf(holding: SqlHolding, before: string | undefined): string | null {
  if (before === undefined) return null
  const column = holding.dated === undefined ? undefined : holding.rows.fields[holding.dated]
  const isInstant = is(column, PgColumn) && baseTypeOf(column) === 'timestamp with time zone'
  return isInstant && /^\d{4}-\d{2}-\d{2}$/.test(before) ? `${before}T00:00:00Z` : before
}
