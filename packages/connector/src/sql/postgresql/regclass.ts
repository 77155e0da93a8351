import { sql, type SQL } from 'drizzle-orm'

/** The table that is asked for, as the database knows it. */
export const regclass: SQL = sql`to_regclass(coalesce(quote_ident(asked.schema) || '.', '') || quote_ident(asked."table"))`
