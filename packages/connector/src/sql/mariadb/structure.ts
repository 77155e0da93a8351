import { sql, type Column, type SQL, type Table } from 'drizzle-orm'
import { askedTables, isAskedTable, named } from './catalog.ts'

/** The triggers on these tables. */
export function triggers(tables: readonly Table[]): SQL {
  return sql`with ${askedTables(tables)}
    select asked.at, found.trigger_name as name from asked join information_schema.triggers as found
      on ${isAskedTable('found.event_object_schema', 'found.event_object_table')}
    where found.event_manipulation in ('DELETE', 'UPDATE') order by asked.at, name`
}

/** The columns with which no index begins. */
export function unserved(columns: readonly Column[]): SQL {
  const asked = askedTables(
    columns.map(({ table }) => table),
    columns.map(({ name }) => ({ column: name })),
  )
  return sql`with ${asked} select asked.at from asked where not exists (
      select 1 from information_schema.statistics as found
      where ${isAskedTable('found.table_schema', 'found.table_name')} and found.seq_in_index = 1
        and ${named('found.column_name')} = asked.c)
    order by asked.at`
}

/** The references to these tables that no index serves. InnoDB makes one with each reference, so that there is none. */
export function unservedReferences(deleted: readonly Table[]): SQL {
  return sql`with ${askedTables(deleted)} select asked.t as child, asked.t as columns from asked where false`
}
