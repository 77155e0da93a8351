import { z } from 'zod'
import type { ExportOrder } from '../export.ts'
import type { Holdings } from '../holding.ts'
import { recordData } from './field-value.ts'
import { fromJson } from './from-json.ts'
import type { SqlLocator } from './locator.ts'
import type { PageRow } from './page.ts'
import type { RowHolding, RowHoldings } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf, type AskedTogether, type Together } from './statements.ts'
import { tableName } from './table-facts.ts'

type Orders = readonly ExportOrder<Holdings, SqlLocator>[]
/** The names of holdings that have parts of the same rows, of which each order has one. */
export type Group = readonly [string, ...string[]]

const Row = z.object({
  of: z.number(),
  key: fromJson(z.array(z.string())),
  data: fromJson(z.array(z.custom<PageRow['data'] | null>((data) => typeof data === 'object'))),
  shared: fromJson(z.array(z.boolean())),
})

/** The holdings that one statement can read together, by name. */
export function groupsOf(holdings: RowHoldings, orders: Orders): Map<string, Group> {
  const wanted = Object.entries(holdings).filter(([name, holding]) => isReadWhole(name, holding, orders))
  const groups = Map.groupBy(wanted, ([, { rows }]) => JSON.stringify([rows.match, tableName(rows.table)]))
  const byName = new Map<string, Group>()
  for (const group of groups.values()) {
    const [first, ...more] = group.map(([name]) => name)
    if (first === undefined || more.length === 0) continue
    for (const [name] of group) byName.set(name, [first, ...more])
  }
  return byName
}

/** Whether its rows are those of their match, and are asked for from the first on. */
function isReadWhole(name: string, { rows }: RowHolding, orders: Orders): boolean {
  const { key, owner, table } = rows
  if (statementsOf(table).rowsTogether === null) return false
  if (key.length > 1 || owner.next !== null || key[0].name !== owner.column.name) return false
  const pages = orders.flatMap(({ holdings }) => holdings[name] ?? [])
  return pages.length > 0 && pages.every(({ after }) => after === undefined)
}

/** The rows of all holdings of a group, in the order of the orders. */
export async function readTogether(
  group: Group,
  holdings: RowHoldings,
  orders: Orders,
  session: Session,
): Promise<Map<string, PageRow[]>> {
  const parts = group.flatMap((name): Together[] => {
    const holding = holdings[name]
    return holding === undefined ? [] : [{ rows: holding.rows, data: recordData(holding) }]
  })
  const [first, ...more] = parts
  const read = new Map(group.map((name): [string, PageRow[]] => [name, []]))
  if (first === undefined) return read
  const asked = orders.flatMap((order, of): AskedTogether[] => {
    if (order.locator.match !== first.rows.match) return []
    const wanted = group.map(
      (name) => (order.holdings[name] === undefined ? 0 : (order.holdings[name].first ?? Infinity)) > 0,
    )
    return wanted.includes(true) ? [{ of, owner: order.locator.key, wanted }] : []
  })
  const statement = statementsOf(first.rows.table).rowsTogether
  if (statement === null || asked.length === 0) return read
  for (const { of, key, data, shared } of await rowsOf(session, statement([first, ...more], asked), Row)) {
    for (const [index, name] of group.entries()) {
      const part = data[index] ?? null
      if (part !== null) read.get(name)?.push({ of, key, data: part, shared: shared[index] === true })
    }
  }
  return read
}
