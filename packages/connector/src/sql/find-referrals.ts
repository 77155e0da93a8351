import { z } from 'zod'
import type { Referral } from '../find.ts'
import type { Asked } from './find.ts'
import { asStored, searchedColumns } from './identifier-column.ts'
import type { Referrals } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf, type AskedOfSubject } from './statements.ts'

const Counted = z.object({
  subject: z.number(),
  id: z.string(),
  label: z.string().nullable(),
  count: z.coerce.number(),
})

/** The referrals per subject: in the order of their declaration, then of the controllers' ids. */
export async function findReferrals(
  referrals: readonly Referrals[],
  asked: readonly Asked[],
  session: Session,
): Promise<Map<number, Referral[]>> {
  const found = new Map<number, Referral[]>()
  for (const referral of referrals) {
    const rows = askedOf(referral, asked)
    if (rows.length === 0) continue
    const query = statementsOf(referral.table).referrals(referral, rows)
    for (const { subject, id, label, count } of await rowsOf(session, query, Counted)) {
      const list = found.get(subject) ?? []
      list.push({ holding: referral.holding, controller: { id, label: label ?? id }, count })
      found.set(subject, list)
    }
  }
  return found
}

function askedOf(referral: Referrals, asked: readonly Asked[]): AskedOfSubject[] {
  const columns = new Map(searchedColumns(referral.identifiers).map((column) => [column.kind, column]))
  return asked.flatMap(({ subject, identifier: { kind, value } }) => {
    const column = columns.get(kind)
    const stored = column === undefined ? null : asStored(column, value)
    return stored === null ? [] : { subject, kind, value: stored }
  })
}
