import { readdir, readFile } from 'node:fs/promises'
import { sql, type SQL } from 'drizzle-orm'
import type { Database } from './database.ts'
import { rowsOf } from './rows-of.ts'
import { StoreError } from './store-error.ts'

/** An index over many rows takes its time, and a second process waits for the first. */
const limit = 1_800_000

/** Brings the tables up to date, each step once, also when several processes start together. */
export async function migrate(database: Database): Promise<void> {
  const folder = new URL('./migrations/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  await ensure(database, sql`create schema if not exists rechtop`)
  await ensure(database, sql`create table if not exists rechtop.migration (number integer primary key)`)
  const done = await database.read((executor) => rowsOf(executor, sql`select number from rechtop.migration`))
  const numbers = new Set(done.map(({ number }) => Number(number)))
  for (const file of files) {
    if (numbers.has(Number.parseInt(file, 10))) continue
    const statements = (await readFile(new URL(file, folder), 'utf8'))
      .split(/;\s*$/m)
      .filter((part) => part.trim() !== '')
    await database.write(async (executor) => {
      await executor.execute(sql.raw(`set local statement_timeout = ${limit}`))
      // a second process that migrates at the same time waits on this key
      const claimed = await rowsOf(
        executor,
        sql`insert into rechtop.migration (number) values (${Number.parseInt(file, 10)}) on conflict do nothing returning number`,
      )
      if (claimed.length === 0) return
      for (const statement of statements) await executor.execute(sql.raw(statement))
    }, limit)
  }
}

/** "If not exists" does not see what another process is creating at this moment, and fails when that one is done. */
async function ensure(database: Database, statement: SQL): Promise<void> {
  const create = (): Promise<unknown> => database.read((executor) => executor.execute(statement))
  await create().catch((error: unknown) => {
    if (error instanceof StoreError && ['23505', '42P06', '42P07', '42710'].includes(error.code))
      return create()
    throw error
  })
}
