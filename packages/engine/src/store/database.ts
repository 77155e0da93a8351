import { readdir, readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { sql, type SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { OwnError } from '../own-error.ts'
import { lockDirectory } from './directory-lock.ts'

/** Drizzle over either driver, or one of its transactions. */
export type Executor = PgDatabase<PgQueryResultHKT>

/** Where Rechtop keeps its own rows. A folder is PGlite inside this process: no server, no power-loss guarantee. */
export type DatabaseConfig =
  | { readonly url: string }
  | { readonly directory: string }
  | { readonly pglite: PGlite }

/** Our own database. Errors that leave it say a code, never a statement or a parameter. */
export type Database = {
  /** The embedded database, when that is what it is; then this process is its only owner. */
  readonly pglite: PGlite | null
  readonly url: string | null
  read<T>(work: (executor: Executor) => Promise<T>): Promise<T>
  /** One transaction: all of it or nothing. */
  write<T>(work: (executor: Executor) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A statement of ours failed. `code` is PostgreSQL's SQLSTATE, or "unknown". */
export class StoreError extends OwnError {
  readonly code: string

  constructor(code: string) {
    super(`Rechtop's own database refused a statement (SQLSTATE ${code}).`)
    this.name = 'StoreError'
    this.code = code
  }
}

/** Opens the database and brings its tables up to date. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const database = 'url' in config ? openPostgres(config.url) : await openPglite(config)
  await migrate(database)
  return database
}

function openPostgres(url: string): Database {
  const client = postgres(url, {
    max: 8,
    connect_timeout: 10,
    transform: { undefined: null },
    connection: {
      statement_timeout: 60_000,
      // a worker that freezes within a transaction would hold its locks against all others for hours
      idle_in_transaction_session_timeout: 20_000,
      application_name: 'rechtop',
    },
    onnotice: () => {},
  })
  const executor: Executor = drizzlePostgres(client)
  return { pglite: null, url, ...guarded(executor), close: () => client.end({ timeout: 5 }) }
}

async function openPglite(config: { directory: string } | { pglite: PGlite }): Promise<Database> {
  if ('pglite' in config) {
    const executor: Executor = drizzlePglite(config.pglite)
    return { pglite: config.pglite, url: null, ...guarded(executor), close: () => Promise.resolve() }
  }
  const unlock = await lockDirectory(config.directory)
  const pglite = await PGlite.create(`${config.directory}/database`)
  const executor: Executor = drizzlePglite(pglite)
  return {
    pglite,
    url: null,
    ...guarded(executor),
    close: async () => {
      await pglite.close()
      await unlock()
    },
  }
}

function guarded(executor: Executor): Pick<Database, 'read' | 'write'> {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw fromDriver(error) ?? error
    }
  }
  return {
    read: (work) => guard(work(executor)),
    write: (work) => guard(executor.transaction((transaction) => work(transaction))),
  }
}

/** Drivers put parameters in their messages; only the code may go on. */
function fromDriver(error: unknown): StoreError | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return new StoreError(current.code)
    if (current.name === 'DrizzleQueryError' && current.cause === undefined) return new StoreError('unknown')
  }
  return null
}

/** Runs a statement of ours and returns its rows, whichever driver is below. */
export async function rowsOf(executor: Executor, statement: SQL): Promise<Record<string, unknown>[]> {
  const result: unknown = await executor.execute(statement)
  if (Array.isArray(result)) return result
  if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows))
    return result.rows
  return []
}

async function migrate(database: Database): Promise<void> {
  const folder = new URL('./migrations/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  await ensure(database, sql`create schema if not exists rechtop`)
  await ensure(database, sql`create table if not exists rechtop.migration (number integer primary key)`)
  for (const file of files) {
    const statements = (await readFile(new URL(file, folder), 'utf8'))
      .split(/;\s*$/m)
      .filter((part) => part.trim() !== '')
    await database.write(async (executor) => {
      // a second process that migrates at the same time waits on this key
      const claimed = await rowsOf(
        executor,
        sql`insert into rechtop.migration (number) values (${Number.parseInt(file, 10)}) on conflict do nothing returning number`,
      )
      if (claimed.length === 0) return
      for (const statement of statements) await executor.execute(sql.raw(statement))
    })
  }
}

/** "If not exists" does not see what another process is creating at this moment, and fails when that one is done. */
async function ensure(database: Database, statement: SQL): Promise<void> {
  const create = (): Promise<unknown> => database.read((executor) => executor.execute(statement))
  await create().catch((error: unknown) => {
    if (error instanceof StoreError && ['23505', '42P06', '42P07'].includes(error.code)) return create()
    throw error
  })
}
