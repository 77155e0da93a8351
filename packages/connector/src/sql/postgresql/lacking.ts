import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { askedRows } from '../asked.ts'
import type { Lacking, Need } from '../lacking.ts'
import { rowsOf, type Session } from '../session.ts'
import { namesOf } from '../table-facts.ts'

const Answer = z.object({
  at: z.number(),
  problem: z.enum(['no table', 'no column', 'view', 'policies', 'forbidden']),
})

/** What the database lacks of what is needed, asked of its catalogue. */
export function lacking(needs: readonly Need[], session: Session): Promise<Lacking[]> {
  const asked = needs.map(({ column, privilege }, at) => ({
    at,
    ...namesOf(column.table),
    column: column.name,
    privilege,
  }))
  const query = sql`with ${askedRows(asked, 'at int, schema text, "table" text, "column" text, privilege text')},
    known as (select asked.*, class.oid, class.relkind, attribute.attnum from asked
      left join pg_catalog.pg_class as class
        on class.oid = to_regclass(coalesce(quote_ident(asked.schema) || '.', '') || quote_ident(asked."table"))
      left join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
        and attribute.attname = asked."column" and attribute.attnum > 0 and not attribute.attisdropped),
    judged as (select at, case
      when oid is null then 'no table'
      when relkind not in ('r', 'p') then 'view'
      when attnum is null then 'no column'
      when row_security_active(oid) then 'policies'
      when privilege = 'delete' and not has_table_privilege(oid, privilege) then 'forbidden'
      when privilege <> 'delete' and not has_column_privilege(oid, attnum, privilege) then 'forbidden'
      end as problem from known)
    select at, problem from judged where problem is not null order by at`
  return rowsOf(session, query, Answer)
}
