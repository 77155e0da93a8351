import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { ExportItem, ExportOrder } from '../export.ts'
import { FailureError, permanent } from '../failure.ts'
import { askedRows } from './asked.ts'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { recordData } from './field-value.ts'
import { keyTypeOf } from './key-type.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { isThere, ownedBy, typed } from './rows.ts'
import { rowsOf, type Session } from './session.ts'

type SqlHoldings = Readonly<Record<string, SqlHolding>>

/** How many records of one order one statement brings, so that a long export stays small in memory. */
const chunk = 1000

/** What one order still wants of one holding. */
type Open = { of: number; owner: string; after: string | null; left: number }

const Row = z.object({ of: z.number(), ref: z.string(), data: z.record(z.string(), z.json()) })

/** One statement per holding for all orders together, and again while an order wants more than a chunk. */
export async function* exportItems<H extends SqlHoldings>(
  { holdings, matches }: SqlDeclaration<H>,
  orders: readonly ExportOrder<H, SqlLocator>[],
  session: Session,
): AsyncGenerator<ExportItem<H>> {
  for (const { locator } of orders) requireLocator(matches, locator)
  for (const [name, holding] of Object.entries(holdings)) {
    let open = orders.flatMap((order, of) => openOf(name, holding, order, of))
    const data = recordData(holding)
    while (open.length > 0) {
      const rows = await rowsOf(session, statement(holding, data, open), Row)
      for (const { of, ref, data } of rows) {
        // the mapping is checked against the record type; what is stored is returned even where it does not fit
        yield { of, holding: name, ref, cursor: ref, data } as unknown as ExportItem<H>
      }
      open = stillOpen(
        open,
        Map.groupBy(rows, (row) => row.of),
      )
    }
  }
}

function openOf<H extends SqlHoldings>(
  name: keyof H & string,
  holding: SqlHolding,
  { locator, holdings }: ExportOrder<H, SqlLocator>,
  of: number,
): Open[] {
  const page = holdings[name]
  const left = page?.first ?? Infinity
  if (page === undefined || locator.match !== holding.rows.match || !(left > 0)) return []
  if (page.after !== undefined && keyTypeOf(holding.rows.key)?.fits(page.after) !== true) {
    throw new FailureError(permanent('a cursor is not one of this holding'))
  }
  return [{ of, owner: locator.key, after: page.after ?? null, left }]
}

function stillOpen(open: readonly Open[], seen: Map<number, { ref: string }[]>): Open[] {
  return open.flatMap((order) => {
    const rows = seen.get(order.of) ?? []
    const last = rows.at(-1)
    const left = order.left - rows.length
    return last === undefined || rows.length < chunk || left <= 0 ? [] : { ...order, after: last.ref, left }
  })
}

function statement({ rows }: SqlHolding, data: SQL, open: readonly Open[]): SQL {
  const asked = open.map(({ of, owner, after, left }) => ({ of, owner, after, first: Math.min(left, chunk) }))
  const page = (from: SQL): SQL => sql`(select ${rows.key} as key, ${data} as data
    from ${rows.table} where ${ownedBy(rows, sql`asked.owner`)} and ${isThere(rows)} and ${from}
    order by ${rows.key} limit asked.first)`
  // two branches rather than an OR, so that the index on (owner, key) takes up where the last page ended
  const first = page(sql`asked.after is null`)
  const later = page(sql`${rows.key} > ${typed(rows.key, sql`asked.after`)}`)
  return sql`with ${askedRows(asked, '"of" int, owner text, after text, first int')}
    select asked."of", page.key::text as ref, page.data
    from asked cross join lateral (${first} union all ${later}) as page
    order by asked."of", page.key`
}
