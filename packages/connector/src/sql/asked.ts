import type { Json } from '@rechtop/schema'
import { sql, type SQL } from 'drizzle-orm'

/**
 * `asked as (…)`: what is asked, as rows. It goes in as one JSON text, so that the statement is the same whatever
 * the number of rows, and so that no driver turns arrays into text.
 */
export function askedRows(rows: readonly { readonly [column: string]: Json }[], columns: string): SQL {
  const input = sql`jsonb_to_recordset((${JSON.stringify(rows)}::text)::jsonb)`
  return sql`asked as materialized (select * from ${input} as asked(${sql.raw(columns)}))`
}

/** The parts, with `union all` between them. */
export function unionAll(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql` union all `)
}
