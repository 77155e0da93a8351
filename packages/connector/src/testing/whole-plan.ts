import type { Json } from '@rechtop/schema'
import { inErasureOrder } from '../define-connector.ts'
import type { ErasureLine, ErasureOrder } from '../erase.ts'
import type { Holdings } from '../holding.ts'
import type { AnyConnector } from '../connector.ts'
import { byHolding, type Item, type Rig } from './rig.ts'

export type Order = ErasureOrder<Holdings, Json>
export type Line = ErasureLine<Holdings>

/** Whether the system never shows the records of this holding. */
export const isUnread = ({ holdings }: AnyConnector, holding: string): boolean =>
  holdings[holding]?.unread !== undefined

/** As large as a number can be that nobody could count. */
const noCeiling = 2 ** 31 - 1

/**
 * Orders that erase all that stands under the locators, in the order that the holdings ask for; what is never shown
 * too.
 */
export async function planEverything(rig: Rig, locators: readonly Json[]): Promise<Order[]> {
  const orders: Order[] = []
  for (const locator of locators) {
    const items = byHolding(await rig.read([locator]))
    const lines = inErasureOrder(rig.connector.holdings).flatMap((holding) =>
      linesFor(rig.connector, holding, items.get(holding) ?? []),
    )
    orders.push({ locator, lines })
  }
  return orders
}

/** The lines that erase these items of one holding: reduced where the holding, or another's name in it, asks so. */
export function linesFor(connector: AnyConnector, holding: string, items: readonly Item[]): Line[] {
  const declared = connector.holdings[holding]
  if (declared?.unread !== undefined) {
    const select = { all: true, ceiling: noCeiling } as const
    return [{ key: `${holding}:unread`, holding, action: 'erase', select }]
  }
  if (declared === undefined || items.length === 0) return []
  const reduce = { action: 'reduce', fields: declared.type.fields } as const
  const what = declared.onErase === 'reduce' ? reduce : ({ action: 'erase' } as const)
  if (declared.grain === 'set') {
    return [{ key: `${holding}:all`, holding, select: { all: true, ceiling: items.length }, ...what }]
  }
  const refsOf = (shared: boolean): string[] =>
    items.filter((item) => (item.shared ?? false) === shared).map(({ ref }) => ref)
  const lines: Line[] = []
  if (refsOf(false).length > 0) {
    lines.push({ key: `${holding}:own`, holding, select: { refs: refsOf(false) }, ...what })
  }
  if (refsOf(true).length > 0) {
    lines.push({ key: `${holding}:shared`, holding, select: { refs: refsOf(true) }, ...reduce })
  }
  return lines
}
