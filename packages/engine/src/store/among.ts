import { sql, type Column, type SQL } from 'drizzle-orm'

/** Whether a column has one of these values. However many they are, the statement has one parameter for them. */
export function isAmong(column: Column, values: readonly string[]): SQL {
  return sql`${column} = any(${sql.param(values)}::${sql.raw(column.getSQLType())}[])`
}
