import { sql, type SQL } from 'drizzle-orm'
import { askedRows, unionAll } from '../asked.ts'
import { searchedColumns } from '../identifier-column.ts'
import type { Referrals } from '../resolved.ts'
import type { AskedOfSubject } from '../statements.ts'
import { isAsked } from './is-asked.ts'

/** The controllers for whom the asked people are held, with how many rows. */
export function referrals(
  { table, identifiers, controller, join, where }: Referrals,
  rows: readonly AskedOfSubject[],
): SQL {
  const columns = searchedColumns(identifiers)
  const branches = columns.map((column, index) => {
    // a row that an earlier kind has hit is not counted again
    const earlier = columns.slice(0, index).map(
      (other) =>
        sql` and not exists (select from asked as other where other.subject = asked.subject
            and ${isAsked(other, sql`other`)})`,
    )
    return sql`select asked.subject, ${controller.id}::text as id, (${controller.label})::text as label
      from asked join ${table} on ${isAsked(column, sql`asked`)}
      ${join === undefined ? sql`` : sql`join ${join.table} on ${join.on}`}
      where ${where === undefined ? sql`true` : sql`(${where})`}${sql.join(earlier)}`
  })
  return sql`with ${askedRows(rows, 'subject int, kind text, value text')},
    hit as (${unionAll(branches)})
    select hit.subject, hit.id, min(hit.label) as label, count(*) as count
    from hit where hit.id is not null group by hit.subject, hit.id order by hit.subject, hit.id`
}
