import { sql, type SQL } from 'drizzle-orm'
import { unionAll } from '../asked.ts'
import { searchedColumns } from '../identifier-column.ts'
import type { Referrals } from '../resolved.ts'
import type { AskedOfSubject } from '../statements.ts'
import { askedWith } from './asked.ts'
import { isAsked, joinedToAsked } from './is-asked.ts'
import { bytes, utf8 } from './text.ts'

/** The controllers for whom the asked people are held, with how many rows. */
export function referrals(
  { identifiers, controller, join, where }: Referrals,
  rows: readonly AskedOfSubject[],
): SQL {
  const columns = searchedColumns(identifiers)
  const branches = columns.map((column, index) => {
    // a row that an earlier kind has hit is not counted again
    const earlier = columns.slice(0, index).map(
      (other) =>
        sql` and not exists (select 1 from asked as other where other.subject = asked.subject
            and ${isAsked(other, sql`other`)})`,
    )
    return sql`select asked.subject, ${utf8(sql`${controller.id}`)} as id, ${utf8(sql`${controller.label}`)} as label
      from ${joinedToAsked(column)}
      ${join === undefined ? sql`` : sql`join ${join.table} on ${join.on}`}
      where ${where === undefined ? sql`true` : sql`(${where})`}${sql.join(earlier)}`
  })
  return sql`with ${askedWith(rows, { subject: 'int', kind: 'text', value: 'bytes' })},
    hit as (${unionAll(branches)})
    select hit.subject, min(hit.id) as id, min(hit.label) as label, count(*) as count
    from hit where hit.id is not null group by hit.subject, ${bytes(sql`hit.id`)} order by hit.subject, id`
}
