import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Log } from '../queue/queue.ts'
import { sequencesOf, tablesOf, type Table } from './catalogue.ts'
import { openDatabase, patience, type Database, type Executor } from './database.ts'
import { FolderError } from './folder-error.ts'
import { migrate } from './migrate.ts'
import { MoveError, reasonOf } from './move-error.ts'
import { nameOf, noteMoved, type Destination } from './moved-note.ts'
import { openPostgres, destinationOf } from './open-postgres.ts'
import { StoreError } from './store-error.ts'
import { copyTable, isFilled, keepToOneself, spelling, sumOf, withLateForeignKeys } from './table-rows.ts'
import { trySecret } from './try-secret.ts'

export type MoveOptions = {
  /** The folder of an engine that is stopped. */
  readonly directory: string
  /** A PostgreSQL whose schema `rechtop` is empty or missing. */
  readonly url: string
  /** What the engine seals with. Left out, it is not tried. */
  readonly secret?: string
  /** Event names, tables and numbers only. */
  readonly log?: Log
}

/** What a move did. */
export type Moved = {
  readonly destination: Destination
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  /** False: an earlier move had carried all rows over, and was cut short before it noted so. */
  readonly carried: boolean
  /** Whether the secret opened something sealed. */
  readonly secret: 'opens' | 'not given' | 'nothing is sealed'
}

/** How long a statement of a move may take, in milliseconds: it is one over all rows of a table. */
const longPatience = 1_800_000
/** How long it waits for others who write at the destination, in milliseconds. */
const lockPatience = 10_000

/**
 * Carries all that Rechtop has in a folder over to a PostgreSQL, but for its queue: an engine that starts asks for
 * all looks anew. It is all there, compared row by row, or nothing is; then the folder notes where it went, and can't
 * be opened any more. Safe to repeat after any end. Throws a `MoveError` or a `FolderError` that says what to do.
 */
export async function moveDatabase(options: MoveOptions): Promise<Moved> {
  const { directory, url, secret, log = () => {} } = options
  const destination = destinationOf(url)
  if (destination === null) {
    throw new MoveError('That is no PostgreSQL address: write postgres://user:password@host:5432/database')
  }
  // opening would make one
  if (!existsSync(join(directory, 'database'))) {
    throw new FolderError(
      `${directory} holds no database of Rechtop: give the folder that its engine is set to.`,
    )
  }
  await using held = new AsyncDisposableStack()
  const folder = await openDatabase({ directory })
  held.defer(() => folder.close())
  const tried = await trySecret(folder, secret)
  const target = openPostgres(url, patience)
  held.defer(() => target.close())
  log('move-began')
  const carried = await carryOver(folder, target, destination, log).catch((error: unknown) => {
    throw error instanceof StoreError ? new MoveError(reasonOf(error.code, nameOf(destination))) : error
  })
  log('move-committed')
  await noteMoved(directory, destination)
  log('move-noted')
  return { destination, ...carried, secret: tried }
}

type Carried = Pick<Moved, 'tables' | 'carried'>

async function carryOver(
  folder: Database,
  target: Database,
  destination: Destination,
  log: Log,
): Promise<Carried> {
  // a destination that is taken is not brought up to date either
  if (!(await target.read(async (into) => someFilled(await tablesOf(into), into)))) await migrate(target)
  return folder.write((from) =>
    target.write(async (into) => {
      await prepare(from, into)
      const tables = await tablesOf(from)
      if (JSON.stringify(tables) !== JSON.stringify(await tablesOf(into))) {
        throw new MoveError(
          `${nameOf(destination)} has tables of another version of Rechtop. Choose an empty database.`,
        )
      }
      await keepToOneself(tables, into)
      const carried = !(await someFilled(tables, into))
      if (carried) await withLateForeignKeys(into, () => copyAll(tables, from, into, log))
      const sums = await compare(tables, from, into)
      if (sums === null && carried) {
        throw new MoveError(
          `What arrived at ${nameOf(destination)} is not what was sent: nothing was kept of it. Report it.`,
        )
      }
      if (sums === null) throw new MoveError(taken(destination))
      await bringForward(from, into)
      log('move-compared')
      return { tables: sums, carried }
    }, longPatience),
  )
}

const taken = (destination: Destination): string =>
  `${nameOf(destination)} holds other rows of Rechtop already, and was left as it is. Choose an empty database. If an earlier move to it was cut short and Rechtop ran on it since, then it is the one to keep: use it, and put the folder away.`

async function someFilled(tables: readonly Table[], executor: Executor): Promise<boolean> {
  for (const table of tables) if (await isFilled(table, executor)) return true
  return false
}

async function prepare(from: Executor, into: Executor): Promise<void> {
  await from.execute(spelling)
  await into.execute(spelling)
  const milliseconds = String(longPatience)
  await into.execute(
    sql`select set_config('statement_timeout', ${milliseconds}, true),
      set_config('idle_in_transaction_session_timeout', ${milliseconds}, true),
      set_config('lock_timeout', ${String(lockPatience)}, true), set_config('synchronous_commit', 'on', true)`,
  )
}

async function copyAll(tables: readonly Table[], from: Executor, into: Executor, log: Log): Promise<void> {
  for (const table of tables) {
    await copyTable(table, from, into)
    log('move-copied', { table: table.name })
  }
}

/** The rows of every table; null where the two sides differ. */
async function compare(
  tables: readonly Table[],
  from: Executor,
  into: Executor,
): Promise<Moved['tables'] | null> {
  const compared: { name: string; rows: number }[] = []
  for (const table of tables) {
    const here = await sumOf(table, from)
    const there = await sumOf(table, into)
    if (here.rows !== there.rows || here.hash !== there.hash) return null
    compared.push({ name: table.name, rows: here.rows })
  }
  return compared
}

/** The next number that a sequence gives is not one that a row has. */
async function bringForward(from: Executor, into: Executor): Promise<void> {
  for (const { name, last } of await sequencesOf(from)) {
    await into.execute(sql`select setval(format('rechtop.%I', ${name}::text)::regclass, ${last}::bigint)`)
  }
}
