import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { startPostgres } from '@rechtop/connector/testing'
import postgres from 'postgres'
import { openDatabase } from '../src/store/database.ts'
import { createSeal } from '../src/store/seal.ts'

export const secret = 'a secret of more than thirty-two bytes, for tests'

/** All rows of ours as text, by table. */
export type Rows = Readonly<Record<string, readonly string[]>>

type Ask = (statement: string) => Promise<Record<string, unknown>[]>

/** A PostgreSQL and room for folders. Rows are read and written without the code that is tested. */
export type MoveRig = {
  /** A folder with the tables and no row. */
  folder(): Promise<string>
  /** A folder in which something was planted. */
  planted(): Promise<string>
  /** The URL of a database that was just made. */
  database(): Promise<string>
  inFolder(directory: string, statement: string): Promise<Record<string, unknown>[]>
  inDatabase(url: string, statement: string): Promise<Record<string, unknown>[]>
  rowsInFolder(directory: string): Promise<Rows>
  /** Empty where there is no schema of ours. */
  rowsInDatabase(url: string): Promise<Rows>
  stop(): Promise<void>
}

export async function openMoveRig(): Promise<MoveRig> {
  const parent = await mkdtemp(join(tmpdir(), 'rechtop-move-'))
  const server = await startPostgres()
  const [empty, planted] = [join(parent, 'empty'), join(parent, 'planted')]
  await (await openDatabase({ directory: empty })).close()
  await cp(empty, planted, { recursive: true })
  await plant(planted, 5)
  const copyOf = async (template: string): Promise<string> => {
    const directory = join(parent, randomUUID())
    await cp(template, directory, { recursive: true })
    return directory
  }
  const withDatabase = async <T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> => {
    const client = postgres(url, { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
    try {
      return await work((statement) => client.unsafe(statement))
    } finally {
      await client.end()
    }
  }
  const withFolder = async <T>(directory: string, work: (ask: Ask) => Promise<T>): Promise<T> => {
    const pglite = await PGlite.create(join(directory, 'database'))
    try {
      await pglite.exec(`set timezone = 'UTC'`)
      return await work(async (statement) => (await pglite.query<Record<string, unknown>>(statement)).rows)
    } finally {
      await pglite.close()
    }
  }
  return {
    folder: () => copyOf(empty),
    planted: () => copyOf(planted),
    database: async () => {
      const name = `move_${randomUUID().replaceAll('-', '')}`
      await withDatabase(server.url, (ask) => ask(`create database ${name}`))
      return server.url.replace(/[^/]*$/, name)
    },
    inFolder: (directory, statement) => withFolder(directory, (ask) => ask(statement)),
    inDatabase: (url, statement) => withDatabase(url, (ask) => ask(statement)),
    rowsInFolder: (directory) => withFolder(directory, allRows),
    rowsInDatabase: (url) => withDatabase(url, allRows),
    stop: async () => {
      await server.stop()
      await rm(parent, { recursive: true, force: true })
    },
  }
}

async function allRows(ask: Ask): Promise<Rows> {
  const tables = await ask(`select table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema = 'rechtop' and table_name <> 'migration' order by 1`)
  const rows: Record<string, string[]> = {}
  for (const { name } of tables) {
    const texts = await ask(`select t::text as row from rechtop."${String(name)}" t`)
    rows[String(name)] = texts.map(({ row }) => String(row)).sort()
  }
  return rows
}

/** Fills a folder with so many requests, each with a run, a page of the ledger, and a piece of a file. */
export async function plant(directory: string, requests: number, pieceBytes = 1_000): Promise<void> {
  const database = await openDatabase({ directory })
  const sealed = createSeal(secret).seal({ email: 'sanne@example.nl' })
  await database.pglite?.exec(`
    insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
      subject_sealed, subject_kinds, pseudonym, decisions, findings, attempts, rounds, version)
    select gen_random_uuid(), 'erasure', 'run', 'running', now(), '2030-01-01', now() - n * interval '1.000001 minute', 'test "é" \\ \\n',
      '${sealed}', '["email"]', 'person ' || n, '{}', '[]', 0, 1, n
    from generate_series(1, ${requests}) as n;
    insert into rechtop.run (id, request_id, system, round, status, attempts, failed_attempts, erased, kept, failure, version, lines)
    select gen_random_uuid(), id, 'shop', 1, 'pending', 0, 0, 0, 0, case when version % 2 = 0 then 'null'::jsonb end, 0, '[]' from rechtop.request;
    insert into rechtop.ledger_page (request_id, number, recorded_at, entries)
    select id, 1, now(), '[{"system":"shop","holding":"notes","action":"kept","count":1,"fields":[],"until":"2032-12-31"}]' from rechtop.request;
    insert into rechtop.package_file_part
    select id, 1, 0, decode(repeat('00ff5c', ${Math.ceil(pieceBytes / 3)}), 'hex') from rechtop.request;
    insert into rechtop.system_hold values ('shop', 'infinity')`)
  await database.close()
}
