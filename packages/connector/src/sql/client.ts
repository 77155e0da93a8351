import { drizzle as overPglite, type PgliteDatabase } from 'drizzle-orm/pglite'
import { drizzle as overPostgres, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { SqlConfig } from './config.ts'

/** What the calls of a connector share. */
export type SqlClient = {
  readonly database: PostgresJsDatabase | PgliteDatabase
  readonly close: () => Promise<void>
}

/** Opens a pool of connections, lazily, or takes the PGlite that was given; that one stays its owner's to close. */
export function openClient(config: SqlConfig): SqlClient {
  if (typeof config.database !== 'string') {
    return { database: overPglite({ client: config.database }), close: () => Promise.resolve() }
  }
  const pool = postgres(config.database, {
    max: config.poolSize,
    // one undefined parameter would stop the pool for ever
    transform: { undefined: null },
    connection: {
      application_name: 'rechtop',
      statement_timeout: config.statementTimeoutMs,
      TimeZone: 'UTC',
    },
    connect_timeout: 10,
    max_lifetime: 1800,
    // no arrays pass through the driver, so it need not ask for their types
    fetch_types: false,
    onnotice: () => {},
  })
  return { database: overPostgres({ client: pool }), close: () => pool.end({ timeout: 5 }) }
}
