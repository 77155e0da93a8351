import { z } from 'zod'
import type { Row, TestDatabase } from './test-database.ts'

/** Runs one statement with its parameters, and gives its rows. */
export type Query = (statement: string, parameters?: readonly unknown[]) => Promise<unknown>

const Rows = z.record(z.string(), z.json()).array()
const Named = z.object({ name: z.string() }).array()
const Empty = z.object({ table: z.string(), column: z.string(), type: z.string() }).array()

/** What the tables of a MariaDB can do for the kit. */
export function mariadbTables(query: Query): Pick<TestDatabase, 'insert' | 'dump' | 'truncate' | 'fill'> {
  const tables = async (): Promise<string[]> => Named.parse(await query(tableNames)).map(({ name }) => name)
  return {
    async insert(table, rows) {
      const written: Row[] = []
      for (const alike of runsOf(rows)) {
        const names = Object.keys(alike[0] ?? {})
        const places = alike.map(() => `(${names.map(() => '?').join(', ')})`).join(', ')
        const columns = names.map((name) => `\`${name}\``).join(', ')
        const values = alike.flatMap((row) => names.map((name) => asStored(row[name])))
        const statement = `insert into ${table} (${columns}) values ${places} returning *`
        written.push(...Rows.parse(await query(statement, values)))
      }
      return written
    },
    async dump() {
      const dump: Record<string, Row[]> = {}
      for (const table of await tables()) dump[table] = Rows.parse(await query(`select * from ${table}`))
      return dump
    },
    async truncate() {
      await query('set foreign_key_checks = 0')
      for (const table of await tables()) await query(`truncate table ${table}`)
      await query('set foreign_key_checks = 1')
    },
    async fill() {
      for (const { table, column, type } of Empty.parse(await query(emptyColumns))) {
        const text = `concat('${`${table}.${column} filled by the kit `.replaceAll(/[`']/g, '')}', uuid_short())`
        // a column that takes only certain texts is none for canaries
        await query(
          `update ${table} set ${column} = ${type === 'json' ? `json_quote(${text})` : text} where ${column} is null`,
        ).catch(() => [])
      }
    },
  }
}

/** A point in time as the database writes it, JSON as text. */
function asStored(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  if (typeof value !== 'string') return value
  return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(\.\d+)?)Z$/, '$1 $2')
}

const ours = `not in ('information_schema', 'mysql', 'performance_schema', 'sys')`
const tableNames = `select concat('\`', table_schema, '\`.\`', table_name, '\`') as name
  from information_schema.tables where table_schema ${ours} and table_type = 'BASE TABLE' order by 1`
const emptyColumns = `select concat('\`', c.table_schema, '\`.\`', c.table_name, '\`') as \`table\`,
    concat('\`', c.column_name, '\`') as \`column\`,
    if(exists(select 1 from information_schema.check_constraints k where k.constraint_schema = c.table_schema
      and k.table_name = c.table_name and k.check_clause like concat('json_valid(%', c.column_name, '%')), 'json', 'text') as type
  from information_schema.columns c join information_schema.tables t
    on t.table_schema = c.table_schema and t.table_name = c.table_name
  where c.table_schema ${ours} and t.table_type = 'BASE TABLE' and c.is_nullable = 'YES'
    and c.is_generated = 'NEVER' and c.data_type in ('varchar', 'text', 'mediumtext', 'longtext')
    and c.character_maximum_length >= 100 and c.column_key = ''`

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
