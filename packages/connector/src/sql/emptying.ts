import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { baseTypeOf, isText } from './key-type.ts'

const placeholderPattern = '^erased-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const placeholderLength = 43

/** Whether this text was put in the place of a value that was erased. */
export function isPlaceholder(text: string): boolean {
  return new RegExp(placeholderPattern).test(text)
}

/**
 * What an emptied column holds: null or, where null is forbidden, a text that is random per row, so that nobody is
 * joined by it and nothing can be derived from it. Null when the column has no such value.
 */
export function emptyValueOf(column: PgColumn): SQL | null {
  if (column.primary || column.generatedIdentity !== undefined) return null
  if (!column.notNull) return sql`null`
  const length = /\((\d+)\)/.exec(column.getSQLType())?.[1]
  const fits = length === undefined || Number(length) >= placeholderLength
  return isText(column) && baseTypeOf(column) !== 'char' && fits
    ? sql`'erased-' || gen_random_uuid()::text`
    : null
}

/** Holds while the column has a value that is not a placeholder. */
export function filled(column: PgColumn): SQL {
  if (!column.notNull || !isText(column)) return sql`${column} is not null`
  return sql`${column} !~ ${sql.raw(`'${placeholderPattern}'`)}`
}

/** The column as it is read: a placeholder is no value. */
export function readable(column: PgColumn): SQL {
  if (!column.notNull || !isText(column) || column.primary) return sql`${column}`
  return sql`case when ${filled(column)} then ${column} end`
}
