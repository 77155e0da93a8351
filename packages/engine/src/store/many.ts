import { getTableColumns, sql, type SQL, type Table } from 'drizzle-orm'
import { rowsOf } from './rows-of.ts'
import type { Executor } from './database.ts'

/** A statement of more rows takes longer than others should wait for its locks. */
const most = 1_000

/**
 * Inserts whole rows, a thousand per statement: they go in as one JSON text, so that the statement stays the same however
 * many they are. `conflict`: what to do with those that are there already, as it stands after `on conflict`.
 */
export async function insertMany<T extends Table>(
  executor: Executor,
  table: T,
  rows: readonly T['$inferSelect'][],
  conflict?: SQL,
): Promise<void> {
  const columns = Object.entries(getTableColumns(table))
  const names = sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  )
  const cells = columns.map(([, column], place) => cell(place, column.getSQLType()))
  const onConflict = conflict === undefined ? sql`` : sql`on conflict ${conflict}`
  for (let from = 0; from < rows.length; from += most) {
    const records = rows.slice(from, from + most).map((row) => columns.map(([key]) => row[key]))
    await executor.execute(
      sql`insert into ${table} (${names}) select ${sql.join(cells, sql`, `)} from ${given(records)} ${onConflict}`,
    )
  }
}

/**
 * Changes rows in one statement with one parameter. Each names the row that it changes by the columns of `by`; all change
 * the same columns.
 * @returns the ids of those that were there
 */
export async function updateMany<T extends Table>(
  executor: Executor,
  table: T,
  by: readonly (keyof T['$inferSelect'] & string)[],
  changes: readonly { readonly of: Partial<T['$inferSelect']>; readonly to: Partial<T['$inferSelect']> }[],
): Promise<Set<string>> {
  const [first] = changes
  if (first === undefined) return new Set()
  const to = Object.keys(first.to)
  for (const change of changes) demandSame(to, change.to)
  const columns = getTableColumns(table)
  const values = [...by.map((key) => `of_${key}`), ...to].map((name) => sql.identifier(name))
  const cells = [...by, ...to].map(
    (key, place) => sql`${cell(place, columnAt(columns, key).getSQLType())} as ${values[place]}`,
  )
  const rows = changes.map((change) => [
    ...by.map((key) => change.of[key]),
    ...to.map((key) => change.to[key]),
  ])
  const set = to.map(
    (key, place) => sql`${sql.identifier(columnAt(columns, key).name)} = change.${values[by.length + place]}`,
  )
  const where = by.map((key, place) => sql`${columnAt(columns, key)} = change.${values[place]}`)
  // offset: each cell is taken out of the text once, and not where it is compared and where it is written
  const updated = await rowsOf(
    executor,
    sql`update ${table} set ${sql.join(set, sql`, `)}
        from (select ${sql.join(cells, sql`, `)} from ${given(rows)} offset 0) as change
        where ${sql.join(where, sql` and `)} returning ${columnAt(columns, 'id')} as id`,
  )
  return new Set(updated.map(({ id }) => String(id)))
}

/**
 * Rows as lists of values, as one JSON text. Lists are shorter than objects; and as the parameter itself is `jsonb`, the
 * server parses it once, where a cast from text is parsed for the plan as well.
 */
const given = (rows: readonly (readonly unknown[])[]): SQL =>
  sql`jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as given (line)`

/** One value of such a row, as its column's type. */
function cell(place: number, type: string): SQL {
  const at = sql.raw(String(place))
  if (type === 'jsonb') return sql`nullif(given.line -> ${at}, 'null')`
  return sql`(given.line ->> ${at})::${sql.raw(type)}`
}

/** A column that one row leaves out would be emptied there. */
function demandSame(keys: readonly string[], change: object): void {
  const set = Object.entries(change).filter(([, value]) => value !== undefined)
  if (set.length === keys.length && set.every(([key]) => keys.includes(key))) return
  throw new TypeError('all rows must change the same columns')
}

type Columns = ReturnType<typeof getTableColumns>

function columnAt(columns: Columns, key: string): Columns[string] {
  const column = columns[key]
  if (column === undefined) throw new TypeError(`there is no column "${key}"`)
  return column
}
