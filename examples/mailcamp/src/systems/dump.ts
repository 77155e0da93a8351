import type { SystemsDatabase } from './database.ts'

/** Every row of every table, as JSON. */
export type Dump = Readonly<Record<string, readonly string[]>>

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** All that stands in the systems, each table sorted. The tables are asked of the database, so none can be forgotten. */
export async function dumpSystems(database: SystemsDatabase): Promise<Dump> {
  const tables = await database.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_schema in ('billing', 'mailing_list', 'website') and table_type = 'BASE TABLE'
     order by table_schema, table_name`,
  )
  const dump: Record<string, readonly string[]> = {}
  for (const { schema, name } of tables.rows) {
    const table = `${quoted(schema)}.${quoted(name)}`
    const found = await database.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${table} t order by 1`,
    )
    dump[`${schema}.${name}`] = found.rows.map(({ row }) => row)
  }
  return dump
}
