import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from './key-type.ts'

/** The time as a value of that column, whatever time zone the connection has. */
export function timeAs(column: Column, time: Date): SQL {
  // a text first: drivers write dates in ways of their own
  return sql`cast(cast(${time.toISOString()} as text) as ${sql.raw(baseTypeOf(column))})`
}
