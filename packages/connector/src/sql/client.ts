import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgres } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { misconfigured } from '../failure.ts'
import type { SqlConfig } from './config.ts'
import { StatementError } from './database-error.ts'
import type { Dialect } from './dialect.ts'
import type { Executor } from './executor.ts'
import { openMariadb } from './mariadb/client.ts'

/** What the calls of a connector share. */
export type SqlClient = {
  readonly dialect: Dialect['name']
  readonly database: Executor
  readonly close: () => Promise<void>
}

/** The configuration points at a database of another kind than the declared tables are of. */
export class WrongDatabase extends StatementError {
  constructor() {
    super('wrong database', { failure: misconfigured('database'), isOutage: true })
  }
}

/** As `openClient`. A database of another kind than the tables is refused with the first statement, and by `check`. */
export function openClientFor(dialect: Dialect['name'], config: SqlConfig): SqlClient {
  const client = openClient(config)
  if (client.dialect === dialect) return client
  const refuse = (): Promise<never> => Promise.reject(new WrongDatabase())
  return { ...client, database: { execute: refuse, transaction: refuse } }
}

/** Opens a pool of connections, lazily, or takes the PGlite that was given; that one stays its owner's to close. */
export function openClient(config: SqlConfig): SqlClient {
  const { database } = config
  if (typeof database !== 'string') {
    return {
      dialect: 'PostgreSQL',
      database: overPglite({ client: database }),
      close: () => Promise.resolve(),
    }
  }
  if (/^(mysql|mariadb):/.test(database)) return { dialect: 'MariaDB', ...openMariadb(database, config) }
  const pool = postgres(database, {
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
  return {
    dialect: 'PostgreSQL',
    database: overPostgres({ client: pool }),
    close: () => pool.end({ timeout: 1 }),
  }
}
