import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { Row, TestDatabase } from './test-database.ts'

/** Runs one statement with one JSON parameter, if any, and gives its rows. */
export type Query = (statement: string, parameter?: Json) => Promise<readonly unknown[]>

const Named = z.object({ name: z.string() })
const Stored = z.object({ row: z.record(z.string(), z.json()) })
const Empty = z.object({ table: z.string(), column: z.string(), type: z.string() })

/** What the tables of a PostgreSQL can do for the kit, over whatever driver. */
export function postgresTables(query: Query): Pick<TestDatabase, 'insert' | 'dump' | 'truncate' | 'fill'> {
  const tables = async (): Promise<string[]> =>
    Named.array()
      .parse(await query(tableNames))
      .map(({ name }) => name)
  return {
    async insert(table, rows) {
      const written: Row[] = []
      for (const alike of runsOf(rows)) {
        const columns = Object.keys(alike[0] ?? {})
          .map(quoted)
          .join(', ')
        const found = await query(
          `insert into ${table} as written (${columns})
           select ${columns} from jsonb_populate_recordset(null::${table}, $1::text::jsonb)
           returning to_jsonb(written) as row`,
          alike,
        )
        written.push(
          ...Stored.array()
            .parse(found)
            .map(({ row }) => row),
        )
      }
      return written
    },
    async dump() {
      const dump: Record<string, Json[]> = {}
      for (const table of await tables()) {
        const found = await query(`select to_jsonb(t) as row from ${table} t order by t::text`)
        dump[table] = Stored.array()
          .parse(found)
          .map(({ row }) => row)
      }
      return dump
    },
    async truncate() {
      const names = await tables()
      if (names.length > 0) await query(`truncate ${names.join(', ')} restart identity cascade`)
    },
    async fill() {
      for (const { table, column, type } of Empty.array().parse(await query(emptyColumns))) {
        const text = `${table}.${column} filled by the kit `
        const value = `'${text.replaceAll(/["']/g, '')}' || ctid::text`
        const typed = type === 'jsonb' ? `to_jsonb(${value})` : value
        // a column that takes only certain texts is none for canaries
        await query(`update ${table} set ${column} = ${typed} where ${column} is null`).catch(() => [])
      }
    },
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const ours = `not in ('pg_catalog', 'information_schema')`
const tableNames = `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
  where table_schema ${ours} and table_type = 'BASE TABLE' order by 1`
const emptyColumns = `select format('%I.%I', c.table_schema, c.table_name) as table, format('%I', c.column_name) as column,
    c.data_type as type
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema ${ours} and t.table_type = 'BASE TABLE' and c.is_nullable = 'YES' and c.is_generated = 'NEVER'
    and c.data_type in ('text', 'character varying', 'jsonb') and coalesce(c.character_maximum_length, 1000) >= 100
    and not exists (select from information_schema.key_column_usage k
      where (k.table_schema, k.table_name, k.column_name) = (c.table_schema, c.table_name, c.column_name))`

/** Neighbouring rows with the same columns, at most a thousand at a time. */
function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = []
  for (const row of rows) {
    const last = runs.at(-1)
    const isAlike = last !== undefined && Object.keys(last[0] ?? {}).join() === Object.keys(row).join()
    if (isAlike && last.length < 1000) last.push(row)
    else runs.push([row])
  }
  return runs
}
