import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Referral } from '../find.ts'
import { askedRows, unionAll } from './asked.ts'
import type { ReferralRows } from './declaration.ts'
import type { Asked } from './find.ts'
import { asStored, isAsked, searchedColumns } from './identifier-column.ts'
import { rowsOf, type Session } from './session.ts'

const Counted = z.object({
  subject: z.number(),
  id: z.string(),
  label: z.string().nullable(),
  count: z.coerce.number(),
})

/** The referrals per subject: in the order of their declaration, then of the controllers' ids. */
export async function findReferrals(
  referrals: readonly ReferralRows[],
  asked: readonly Asked[],
  session: Session,
): Promise<Map<number, Referral[]>> {
  const found = new Map<number, Referral[]>()
  for (const referral of referrals) {
    const rows = askedOf(referral, asked)
    if (rows.length === 0) continue
    for (const { subject, id, label, count } of await rowsOf(session, statement(referral, rows), Counted)) {
      const list = found.get(subject) ?? []
      list.push({ holding: referral.holding, controller: { id, label: label ?? id }, count })
      found.set(subject, list)
    }
  }
  return found
}

type Row = { readonly subject: number; readonly kind: string; readonly value: string }

function askedOf(referral: ReferralRows, asked: readonly Asked[]): Row[] {
  const columns = new Map(searchedColumns(referral.identifiers).map((column) => [column.kind, column]))
  return asked.flatMap(({ subject, identifier: { kind, value } }) => {
    const column = columns.get(kind)
    const stored = column === undefined ? null : asStored(column, value)
    return stored === null ? [] : { subject, kind, value: stored }
  })
}

function statement({ table, identifiers, controller, join, where }: ReferralRows, rows: readonly Row[]): SQL {
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
