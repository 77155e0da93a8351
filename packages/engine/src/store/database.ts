import { PGlite } from '@electric-sql/pglite'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/pglite'
import { lockDirectory } from './directory-lock.ts'
import { migrate } from './migrate.ts'
import { refuseMoved } from './moved-note.ts'
import { openPostgres } from './open-postgres.ts'
import { fromDriver } from './store-error.ts'

export { rowsOf } from './rows-of.ts'
export { StoreError } from './store-error.ts'

/** Drizzle over either driver, or one of its transactions. */
export type Executor = PgDatabase<PgQueryResultHKT>

/** Where Rechtop keeps its own rows. A folder is PGlite inside this process: no server, no power-loss guarantee. */
export type DatabaseConfig =
  | { readonly url: string }
  | { readonly directory: string }
  | { readonly pglite: PGlite }

/**
 * Our own database. Errors that leave it say a code, never a statement or a parameter. No statement waits for a server
 * for ever: where no answer comes it fails as an outage, and its transaction is undone.
 */
export type Database = {
  /** The embedded database, when that is what it is; then this process is its only owner. */
  readonly pglite: PGlite | null
  readonly url: string | null
  read<T>(work: (executor: Executor) => Promise<T>): Promise<T>
  /** One transaction: all of it or nothing. `longer`: how many milliseconds a statement of it may take, where that is more. */
  write<T>(work: (executor: Executor) => Promise<T>, longer?: number): Promise<T>
  close(): Promise<void>
}

/** How long the answer to a statement is waited for, in milliseconds. The server itself ends it sooner. */
export const patience = 30_000

/** Opens the database and brings its tables up to date. */
export async function openDatabase(config: DatabaseConfig, { limit = patience } = {}): Promise<Database> {
  const database = 'url' in config ? openPostgres(config.url, limit) : await openPglite(config)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

async function openPglite(config: { directory: string } | { pglite: PGlite }): Promise<Database> {
  if ('pglite' in config) return overPglite(config.pglite, () => Promise.resolve())
  const unlock = await lockDirectory(config.directory)
  try {
    await refuseMoved(config.directory)
    const pglite = await PGlite.create(`${config.directory}/database`)
    return overPglite(pglite, async () => {
      await pglite.close()
      await unlock()
    })
  } catch (error) {
    await unlock()
    throw error
  }
}

function overPglite(pglite: PGlite, close: () => Promise<void>): Database {
  const executor: Executor = drizzle(pglite)
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw fromDriver(error) ?? error
    }
  }
  return {
    pglite,
    url: null,
    read: (work) => guard(work(executor)),
    write: (work) => guard(executor.transaction((transaction) => work(transaction))),
    close,
  }
}
