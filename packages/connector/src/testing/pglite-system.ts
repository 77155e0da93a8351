import { PGlite } from '@electric-sql/pglite'
import type { Json } from '@rechtop/schema'
import type { ConformanceSystem, Planted, Role } from './conformance-system.ts'

/** Writes rows into a table as they are; answers with their keys. */
export type Insert = (
  table: string,
  ...rows: readonly Readonly<Record<string, Json>>[]
) => Promise<readonly number[]>

/** What a system in a PGlite is made of. */
export type PgliteSystem = {
  /** The statements that create the tables. */
  readonly schema: string
  /** Writes one person with plain SQL. */
  readonly plant: (role: Role, insert: Insert) => Promise<Planted>
  /** Rows that are there before any person: the lists of a mailing system. */
  readonly furnish?: (insert: Insert) => Promise<void>
}

/** A database for a connector's tests. `create` empties it and hands it out again. */
export function pgliteSystem({ schema, plant, furnish }: PgliteSystem): {
  readonly create: () => Promise<ConformanceSystem>
  readonly database: () => Promise<PGlite>
} {
  let opened: Promise<PGlite> | undefined
  const database = (): Promise<PGlite> => (opened ??= open(schema))
  const create = async (): Promise<ConformanceSystem> => {
    const pglite = await database()
    const insert = insertInto(pglite)
    const tables = await tablesOf(pglite)
    await pglite.exec(`truncate ${tables.join(', ')} restart identity cascade`)
    await furnish?.(insert)
    return {
      config: () => Promise.resolve({ database: pglite }),
      plant: (role) => plant(role, insert),
      dump: () => dumpOf(pglite, tables),
      close: () => Promise.resolve(),
    }
  }
  return { create, database }
}

async function open(schema: string): Promise<PGlite> {
  const pglite = await PGlite.create()
  await pglite.exec(schema)
  return pglite
}

async function tablesOf(pglite: PGlite): Promise<string[]> {
  const found = await pglite.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' order by 1`,
  )
  return found.rows.map(({ name }) => name)
}

async function dumpOf(pglite: PGlite, tables: readonly string[]): Promise<Json> {
  const dump: Record<string, Json> = {}
  for (const table of tables) {
    const found = await pglite.query<{ row: Json }>(
      `select to_jsonb(t) as row from ${table} t order by t::text`,
    )
    dump[table] = found.rows.map(({ row }) => row)
  }
  return dump
}

function insertInto(pglite: PGlite): Insert {
  return async (table, ...rows) => {
    const keys: number[] = []
    for (const row of rows) {
      const columns = Object.keys(row).join(', ')
      const written = await pglite.query<{ key: number }>(
        `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1) returning id as key`,
        [row],
      )
      keys.push(...written.rows.map(({ key }) => key))
    }
    return keys
  }
}
