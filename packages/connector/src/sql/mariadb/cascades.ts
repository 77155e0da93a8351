import { sql, type SQL } from 'drizzle-orm'
import type { TableNames } from '../statements.ts'
import { askedNames, isAskedTable } from './catalog.ts'

/**
 * The references by which the database deletes, or cuts loose, rows that refer to rows of these tables. Tables on
 * which the role has no right but to read are not shown by it.
 */
export function cascades(tables: readonly TableNames[]): SQL {
  return sql`with ${askedNames(tables)}
    select asked.at, if(r.constraint_schema = database(), ${quoted('r.table_name')},
        ${quoted('r.constraint_schema', 'r.table_name')}) as child, r.constraint_schema as \`schema\`,
      r.table_name as \`table\`, r.constraint_schema = database() as here, r.delete_rule = 'CASCADE' as deletes, false as hidden,
      concat('[', group_concat(json_object('child', ${quoted('k.column_name')}, 'parent',
        ${quoted('k.referenced_column_name')}) order by k.ordinal_position), ']') as columns
    from asked join information_schema.referential_constraints as r
        on ${isAskedTable('r.unique_constraint_schema', 'r.referenced_table_name')}
      join information_schema.key_column_usage as k on k.constraint_schema = r.constraint_schema
        and k.table_name = r.table_name and k.constraint_name = r.constraint_name
        and k.referenced_table_name is not null
    where r.delete_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')
    group by asked.at, r.constraint_schema, r.table_name, r.constraint_name, r.delete_rule
    order by asked.at, child`
}

/** Names as they are written in a statement. */
function quoted(...names: readonly string[]): SQL {
  const parts = names.map((name) => sql`concat('\`', replace(${sql.raw(name)}, '\`', '\`\`'), '\`')`)
  return sql`concat_ws('.', ${sql.join(parts, sql`, `)})`
}
