import { sql, type Column, type SQL, type Table } from 'drizzle-orm'
import { askedRows } from '../asked.ts'
import { namesOf } from '../table-facts.ts'
import { regclass } from './regclass.ts'

/** The triggers on these tables. */
export function triggers(tables: readonly Table[]): SQL {
  return sql`with ${askedTables(tables)}
    select asked.at, tgname as name from asked join pg_catalog.pg_trigger on tgrelid = ${regclass}
    where not tgisinternal and tgenabled <> 'D' order by at, name`
}

/** The columns with which no index begins; for those that are compared by their normal form, no index on an expression of them. */
export function unserved(columns: readonly Column[], byNormalForm: readonly boolean[]): SQL {
  const asked = columns.map((column, at) => ({
    at,
    ...namesOf(column.table),
    column: column.name,
    normal: byNormalForm[at] === true,
  }))
  return sql`with ${askedRows(asked, 'at int, schema text, "table" text, "column" text, normal boolean')}
    select asked.at from asked where not exists (
      select from pg_catalog.pg_index as index
      join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = index.indrelid and attribute.attname = asked."column"
      where index.indrelid = ${regclass} and ((index.indkey[0] = attribute.attnum and not asked.normal)
        or (index.indkey[0] = 0 and pg_get_indexdef(index.indexrelid, 1, true) like '%' || asked."column" || '%')))
    order by at`
}

/** The references to these tables that no index serves. */
export function unservedReferences(deleted: readonly Table[]): SQL {
  return sql`with ${askedTables(deleted)}
    select distinct key.conrelid::regclass::text as child, (select string_agg(attname, ', ' order by attnum)
        from pg_catalog.pg_attribute where attrelid = key.conrelid and attnum = any(key.conkey)) as columns
    from asked join pg_catalog.pg_constraint as key on key.confrelid = ${regclass}
    where key.contype = 'f' and key.conparentid = 0 and not exists (
      select from pg_catalog.pg_index as index
      where index.indrelid = key.conrelid and index.indkey[0] = any(key.conkey))
    order by child, columns`
}

function askedTables(tables: readonly Table[]): SQL {
  return askedRows(
    tables.map((table, at) => ({ at, ...namesOf(table) })),
    'at int, schema text, "table" text',
  )
}
