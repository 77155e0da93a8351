import { sql, type SQL } from 'drizzle-orm'
import { foreignKeysOf, type Table } from './catalogue.ts'
import type { Executor } from './database.ts'
import { rowsOf } from './rows-of.ts'

/** A page has at most so many rows, and so many bytes as they are stored unless one row alone has more. */
const pageRows = 500
const pageBytes = 4_000_000

/** How values are written as text, so that either side writes and reads them alike. For one transaction. */
export const spelling = sql`
  select set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
    set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true), set_config('search_path', 'pg_catalog', true)`

const nameOf = ({ name }: Table): SQL => sql`rechtop.${sql.identifier(name)}`
const list = (names: readonly string[], write: (name: SQL) => SQL): SQL =>
  sql.join(
    names.map((name) => write(sql`${sql.identifier(name)}`)),
    sql`, `,
  )
const plain = (name: SQL): SQL => name
const asText = (name: SQL): SQL => sql`${name}::text as ${name}`

/** Writes all rows of a table to the same table elsewhere, page by page in the order of its key. */
export async function copyTable(table: Table, from: Executor, into: Executor): Promise<void> {
  for (let last: Row | undefined; ;) {
    const page = await readPage(table, from, last)
    if (page.length === 0) return
    await writePage(table, into, page)
    last = page.at(-1)
  }
}

/** Every value as text: JSON has one null, and our columns have that of JSON and that of SQL. */
type Row = Record<string, unknown>

function readPage(table: Table, from: Executor, last: Row | undefined): Promise<Row[]> {
  const names = table.columns.map(({ name }) => name)
  const key = list(table.key, plain)
  const size = sql.join(
    names.map((name) => sql`coalesce(pg_column_size(${sql.identifier(name)}), 0)`),
    sql` + `,
  )
  return rowsOf(
    from,
    sql`select ${list(names, asText)} from (
        select *, sum(${size}) over (order by ${key}) as moved_bytes, row_number() over (order by ${key}) as moved_nth
        from (select * from ${nameOf(table)} ${last === undefined ? sql`` : after(table, last)} order by ${key} limit ${pageRows}) page
      ) page
      where moved_nth = 1 or moved_bytes <= ${pageBytes} order by moved_nth`,
  )
}

function after(table: Table, last: Row): SQL {
  const values = table.key.map((name) => cast(table, name, sql`${last[name]}::text`))
  return sql`where (${list(table.key, plain)}) > (${sql.join(values, sql`, `)})`
}

async function writePage(table: Table, into: Executor, page: readonly Row[]): Promise<void> {
  // what the database computes it computes again
  const names = table.columns.filter(({ generated }) => !generated).map(({ name }) => name)
  const values = names.map((name) => cast(table, name, sql`${sql.identifier(name)}`))
  await into.execute(
    sql`insert into ${nameOf(table)} (${list(names, plain)}) overriding system value
      select ${sql.join(values, sql`, `)}
      from json_to_recordset(${JSON.stringify(page)}::json) as page (${list(names, (name) => sql`${name} text`)})`,
  )
}

/** The text of a value back as the type of its column. */
function cast({ columns }: Table, name: string, text: SQL): SQL {
  const type = columns.find((column) => column.name === name)?.type
  if (type === undefined) throw new TypeError(`there is no column ${name}`)
  return sql`cast(${text} as ${sql.raw(type)})`
}

/** How many rows a table has, and a sum over the hashes of all of them, in which their order does not count. */
export async function sumOf(table: Table, executor: Executor): Promise<{ rows: number; hash: string }> {
  const names = table.columns.map(({ name }) => name)
  // SHA-256 in four whole numbers: what adds up does not grow with the rows, as a list of hashes would
  const parts = [1, 9, 17, 25].map(
    (start) =>
      sql`coalesce(sum(('x' || encode(substr(hash, ${sql.raw(String(start))}, 8), 'hex'))::bit(64)::bigint), 0)::text`,
  )
  const [sum] = await rowsOf(
    executor,
    sql`select count(*)::text as rows, concat_ws(' ', ${sql.join(parts, sql`, `)}) as hash
      from (select sha256(convert_to(row(${list(names, (name) => sql`${name}::text`)})::text, 'UTF8')) as hash from ${nameOf(table)}) hashed`,
  )
  return { rows: Number(sum?.['rows']), hash: String(sum?.['hash']) }
}

/** Whether there is a row. */
export async function isFilled(table: Table, executor: Executor): Promise<boolean> {
  return (await rowsOf(executor, sql`select 1 from ${nameOf(table)} limit 1`)).length > 0
}

/** Keeps everybody else from writing to these tables until the transaction ends. */
export async function keepToOneself(tables: readonly Table[], executor: Executor): Promise<void> {
  await executor.execute(sql`lock table ${sql.join(tables.map(nameOf), sql`, `)} in exclusive mode`)
}

/** Work in a transaction in which foreign keys hold only when it is done: rows may point at later ones, and in a ring. */
export async function withLateForeignKeys(executor: Executor, work: () => Promise<void>): Promise<void> {
  const keys = await foreignKeysOf(executor)
  const alter = async (to: SQL): Promise<void> => {
    for (const { table, name } of keys) {
      await executor.execute(
        sql`alter table rechtop.${sql.identifier(table)} alter constraint ${sql.identifier(name)} ${to}`,
      )
    }
  }
  await alter(sql`deferrable initially deferred`)
  await work()
  await executor.execute(sql`set constraints all immediate`)
  await alter(sql`not deferrable`)
}
