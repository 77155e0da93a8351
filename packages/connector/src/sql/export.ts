import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { ExportItem, ExportOrder } from '../export.ts'
import { FailureError, permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import { recordData } from './field-value.ts'
import { fromJson } from './from-json.ts'
import { groupsOf, readTogether } from './export-together.ts'
import { chunk, type OpenPage, type PageRow } from './page.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { refOf, valuesOf } from './record-key.ts'
import type { Resolved, RowHolding } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf } from './statements.ts'

const Row = z.object({
  of: z.number(),
  key: fromJson(z.array(z.string())),
  // the database has made it, so that a look into every value of every record would find nothing
  data: fromJson(z.custom<Record<string, Json>>((data) => typeof data === 'object' && data !== null)),
  shared: z.coerce.boolean(),
})

/** One statement per holding, or per table of matches that several have parts of, for all orders together, and again while an order wants more than a chunk. */
export async function* exportItems(
  { holdings, matches }: Resolved,
  orders: readonly ExportOrder<Holdings, SqlLocator>[],
  session: Session,
): AsyncGenerator<ExportItem<Holdings>> {
  for (const { locator } of orders) requireLocator(matches, locator)
  const groups = groupsOf(holdings, orders)
  const read = new Map<string, PageRow[]>()
  for (const [name, holding] of Object.entries(holdings)) {
    const group = groups.get(name)
    if (group !== undefined) {
      if (!read.has(name)) {
        for (const [other, rows] of await readTogether(group, holdings, orders, session))
          read.set(other, rows)
      }
      for (const row of read.get(name) ?? []) yield itemOf(name, row)
      read.delete(name)
      continue
    }
    let open = orders.flatMap((order, of) => openOf(name, holding, order, of))
    const data = recordData(holding)
    const { pages } = statementsOf(holding.rows.table)
    while (open.length > 0) {
      const rows = await rowsOf(session, pages(holding, data, open), Row)
      for (const row of rows) yield itemOf(name, row)
      open = stillOpen(
        open,
        Map.groupBy(rows, (row) => row.of),
      )
    }
  }
}

function itemOf(holding: string, { of, key, data, shared }: PageRow): ExportItem<Holdings> {
  const ref = refOf(key)
  return { of, holding, ref, cursor: ref, data, ...(shared && { shared }) }
}

function openOf(
  name: string,
  holding: RowHolding,
  { locator, holdings }: ExportOrder<Holdings, SqlLocator>,
  of: number,
): OpenPage[] {
  const page = holdings[name]
  const left = page?.first ?? Infinity
  if (page === undefined || locator.match !== holding.rows.match || !(left > 0)) return []
  const after = page.after === undefined ? null : valuesOf(holding.rows.key, page.after)
  if (page.after !== undefined && after === null) {
    throw new FailureError(permanent('a cursor is not one of this holding'))
  }
  return [{ of, owner: locator.key, after, left }]
}

/** What is asked of again: all of which a full chunk came, from where it ended. */
export function stillOpen<Asked extends { of: number; after: readonly string[] | null; left: number }>(
  open: readonly Asked[],
  seen: Map<number, { key: readonly string[] }[]>,
): Asked[] {
  return open.flatMap((order) => {
    const rows = seen.get(order.of) ?? []
    const last = rows.at(-1)
    const left = order.left - rows.length
    return last === undefined || rows.length < chunk || left <= 0 ? [] : { ...order, after: last.key, left }
  })
}
