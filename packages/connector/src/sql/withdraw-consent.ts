import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Ordered, Outcome } from '../erase.ts'
import { permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import type { Withdrawal } from '../right.ts'
import { askedRows } from './asked.ts'
import { bisect } from './bisect.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { answersTo, failed, type Outcomes, type Placed } from './outcomes.ts'
import { isOn, tablesOnTheWay } from './owner-path.ts'
import type { Resolved, RowHoldings, Rows } from './resolved.ts'
import { isThere, unlessForeign } from './rows.ts'
import { rowsOf, type Session } from './session.ts'
import { timeAs } from './time-as.ts'

type Withdrawn = NonNullable<Rows['withdrawal']>
type Open = Placed & {
  readonly holding: string
  readonly owner: string
  readonly rows: Rows
  readonly withdrawal: Withdrawn
}
type Line = Open | (Placed & { readonly outcome: Outcome })

/** Whether some holding says how a consent is withdrawn. */
export function canWithdrawConsent({ holdings }: Resolved): boolean {
  return Object.values(holdings).some(({ rows }) => rows.withdrawal !== null)
}

/**
 * One statement per holding, however many withdrawals there are. The rows stay: they get the time, and say no more
 * that the consent is given. What was withdrawn before keeps its time and is not counted. A purpose for which the
 * holding declares no withdrawal is unsupported.
 */
export async function withdrawConsent(
  { holdings, matches }: Resolved,
  orders: readonly Ordered<Withdrawal<Holdings>, SqlLocator>[],
  session: Session,
  now: Date,
): Promise<Outcome[][]> {
  for (const { locator } of orders) requireLocator(matches, locator)
  const lines = linesOf(holdings, orders)
  const outcomes = await bisect<Open>(
    (some, step) =>
      step(
        some,
        ({ holding }) => holding,
        (together, inner) => withdrawTogether(together, inner, now),
      ),
    lines.flatMap((line) => ('outcome' in line ? [] : [line])),
    session,
  )
  for (const line of lines) if ('outcome' in line) outcomes.set(line.index, line.outcome)
  return answersTo(orders, lines, outcomes)
}

function linesOf(
  holdings: RowHoldings,
  orders: readonly Ordered<Withdrawal<Holdings>, SqlLocator>[],
): Line[] {
  return orders
    .flatMap(({ locator, lines }, order) => lines.map((line) => ({ locator, order, line })))
    .map(({ locator, order, line: { holding, purpose } }, index): Line => {
      const rows = Object.hasOwn(holdings, holding) ? holdings[holding]?.rows : undefined
      if (rows === undefined) {
        return { index, order, outcome: failed(permanent('there is no such holding')) }
      }
      const { withdrawal, match } = rows
      if (withdrawal?.purpose !== purpose) {
        const why = 'This system does not say how a consent for this purpose is withdrawn.'
        return { index, order, outcome: { status: 'unsupported', why } }
      }
      // a match of another kind has no rows of this holding
      if (match !== locator.match) return { index, order, outcome: { status: 'done', count: 0 } }
      return { index, order, holding, owner: locator.key, rows, withdrawal }
    })
}

const Done = z.object({ at: z.number(), count: z.coerce.number() })

async function withdrawTogether(lines: readonly Open[], session: Session, now: Date): Promise<Outcomes> {
  const [first] = lines
  if (first === undefined) return new Map()
  const done = await rowsOf(session, statement(first, lines, now), Done)
  const counts = new Map(done.map(({ at, count }) => [at, count]))
  return new Map(lines.map(({ index }, at) => [index, { status: 'done', count: counts.get(at) ?? 0 }]))
}

function statement({ rows, withdrawal }: Open, lines: readonly Open[], now: Date): SQL {
  const { at: column, set = [] } = withdrawal
  const asked = lines.map(({ owner }, at) => ({ at, owner }))
  const assignments = [
    sql`${sql.identifier(column.name)} = ${timeAs(column, now)}`,
    ...set.map((change) => sql`${sql.identifier(change.column.name)} = ${change.to}`),
  ]
  const from = sql.join([sql`asked`, ...tablesOnTheWay(rows.owner)], sql`, `)
  return sql`with ${askedRows(asked, 'at int, owner text')},
    changed as (update ${rows.table} set ${sql.join(assignments, sql`, `)} from ${from}
      where ${isOn(rows.owner, sql`asked.owner`)}${unlessForeign(rows, sql`asked.owner`)} and ${isThere(rows)} and ${column} is null
      returning asked.at)
    select at, count(*) as count from changed group by at`
}
