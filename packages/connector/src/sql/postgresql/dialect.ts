import { sql, type Column } from 'drizzle-orm'
import { askedRows } from '../asked.ts'
import { baseTypeOf } from '../column-type.ts'
import type { Dialect } from '../dialect.ts'
import { fillerOf, isFilled } from './emptying.ts'
import { isJson, jsonAt, jsonTextAt, withoutPaths } from './json.ts'
import { isText, keyText, keyTypeOf, recordKeyTypeOf, typed } from './key.ts'
import { object, valueOf } from './value.ts'

export const postgresql: Dialect = {
  name: 'PostgreSQL',
  keyTypeOf,
  recordKeyTypeOf,
  keyText,
  isText,
  isJson,
  equals: (column, text) => sql`${column} = ${typed(column, text)}`,
  isSame: (column, other) => sql`${column} = ${other}`,
  isAmong: (column, other, rest) => sql`${column} in (select ${other} ${rest})`,
  indexesExpressions: true,
  longest: Infinity,
  fillerOf,
  isFilled,
  jsonAt,
  jsonTextAt,
  withoutPaths,
  assigned: (column) => sql`${sql.identifier(column.name)}`,
  valueOf,
  object,
  asked: (rows, columns) =>
    askedRows(
      rows,
      Object.entries(columns)
        .map(([name, type]) => `"${name}" ${type}`)
        .join(', '),
    ),
  isBefore: (column, before) => sql`${column} < cast(${before} as ${sql.raw(baseTypeOf(column))})`,
  cutText,
}

/** A day means its midnight in UTC, whatever time zone the connection has. */
function cutText(column: Column, before: string): string {
  const isInstant = baseTypeOf(column) === 'timestamp with time zone'
  return isInstant && /^\d{4}-\d{2}-\d{2}$/.test(before) ? `${before}T00:00:00Z` : before
}
