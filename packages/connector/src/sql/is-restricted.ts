import { is, sql, Column, type SQL } from 'drizzle-orm'
import type { Match } from './resolved.ts'

/** Whether the processing of the row's match is restricted now. */
export function isRestricted(column: Match['restricted']): SQL {
  if (!is(column, Column)) return sql`false`
  return column.getSQLType() === 'boolean' ? sql`(${column} is true)` : sql`(${column} is not null)`
}
