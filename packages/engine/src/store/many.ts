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
  const onConflict = conflict === undefined ? sql`` : sql`on conflict ${conflict}`
  for (let from = 0; from < rows.length; from += most) {
    const records = rows
      .slice(from, from + most)
      .map((row) => Object.fromEntries(columns.map(([key, { name }]) => [name, row[key]])))
    await executor.execute(
      sql`insert into ${table} (${names}) select ${names}
        from jsonb_populate_recordset(null::${table}, (${JSON.stringify(records)}::text)::jsonb) ${onConflict}`,
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
  const rows = changes.map((change) => ({
    ...Object.fromEntries(by.map((key) => [`of_${key}`, change.of[key]])),
    ...change.to,
  }))
  const columns = getTableColumns(table)
  const given = (key: string): SQL => sql`given.${sql.identifier(key)}`
  const set = sql.join(
    to.map((key) => sql`${sql.identifier(columnAt(columns, key).name)} = ${given(key)}`),
    sql`, `,
  )
  const where = sql.join(
    by.map((key) => sql`${columnAt(columns, key)} = ${given(`of_${key}`)}`),
    sql` and `,
  )
  const types = [
    ...by.map((key) => typeOf(`of_${key}`, columnAt(columns, key).getSQLType())),
    ...to.map((key) => typeOf(key, columnAt(columns, key).getSQLType())),
  ]
  const updated = await rowsOf(
    executor,
    sql`update ${table} set ${set} from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as given (${sql.join(types, sql`, `)}) where ${where} returning ${columnAt(columns, 'id')} as id`,
  )
  return new Set(updated.map(({ id }) => String(id)))
}

/** A column that one row leaves out would be emptied there. */
function demandSame(keys: readonly string[], change: object): void {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  if (given.length === keys.length && given.every(([key]) => keys.includes(key))) return
  throw new TypeError('all rows must change the same columns')
}

type Columns = ReturnType<typeof getTableColumns>

function columnAt(columns: Columns, key: string): Columns[string] {
  const column = columns[key]
  if (column === undefined) throw new TypeError(`there is no column "${key}"`)
  return column
}

const typeOf = (name: string, type: string): SQL => sql`${sql.identifier(name)} ${sql.raw(type)}`
