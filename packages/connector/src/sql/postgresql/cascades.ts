import { sql, type SQL } from 'drizzle-orm'
import { askedRows } from '../asked.ts'
import type { TableNames } from '../statements.ts'
import { regclass } from './regclass.ts'

/** The references by which the database deletes, or cuts loose, rows that refer to rows of these tables. */
export function cascades(tables: readonly TableNames[]): SQL {
  const asked = tables.map(({ schema, table }, at) => ({ at, schema, table }))
  // a row can stand in a partition, or in a table that inherits, to which others refer by themselves
  return sql`with recursive ${askedRows(asked, 'at int, schema text, "table" text')},
    below as (select asked.at, ${regclass} as id from asked
      union select below.at, pg_inherits.inhrelid from below join pg_catalog.pg_inherits on inhparent = below.id)
    select distinct on (below.at, key.conrelid, key.conkey) below.at, key.conrelid::regclass::text as child, space.nspname as schema, class.relname as "table",
      pg_table_is_visible(class.oid) as here, key.confdeltype = 'c' as deletes,
      row_security_active(class.oid) as hidden,
      (select jsonb_agg(jsonb_build_object('child', quote_ident(child.attname), 'parent', quote_ident(parent.attname)))
        from unnest(key.conkey, key.confkey) as pair(child, parent)
        join pg_catalog.pg_attribute as child on child.attrelid = key.conrelid and child.attnum = pair.child
        join pg_catalog.pg_attribute as parent on parent.attrelid = key.confrelid and parent.attnum = pair.parent
      ) as columns
    from below join pg_catalog.pg_constraint as key on key.confrelid = below.id
      join pg_catalog.pg_class as class on class.oid = key.conrelid
      join pg_catalog.pg_namespace as space on space.oid = class.relnamespace
    where key.contype = 'f' and key.confdeltype in ('c', 'n', 'd')
    order by below.at, key.conrelid, key.conkey`
}
