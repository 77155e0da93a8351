import type { Json } from '@rechtop/schema'
import { demand, demandEqual } from './demand.ts'
import { byHolding, type Item, type Rig } from './rig.ts'

export const refs = (items: readonly Item[]): string[] => items.map(({ ref }) => ref)

/** One page of one holding. */
export function pageOf(
  rig: Rig,
  locator: Json,
  holding: string,
  first?: number,
  after?: string,
): Promise<Item[]> {
  const page = { ...(first === undefined ? {} : { first }), ...(after === undefined ? {} : { after }) }
  return rig.read([locator], { [holding]: page })
}

/** Each holding of the target in which there is something, with all that is in it. */
export async function eachHolding(
  rig: Rig,
  check: (locator: Json, holding: string, whole: readonly Item[]) => Promise<void>,
): Promise<void> {
  for (const locator of await rig.locate(rig.target)) {
    for (const [holding, whole] of byHolding(await rig.read([locator]))) await check(locator, holding, whole)
  }
}

/** Demands that pages of this size together are the whole. */
export async function demandPagesOf(
  size: number,
  rig: Rig,
  locator: Json,
  holding: string,
  whole: readonly Item[],
): Promise<void> {
  const paged: Item[] = []
  for (let page = await pageOf(rig, locator, holding, size); page.length > 0;) {
    demand(page.length <= size, `"${holding}" gave ${page.length} records where first: ${size} was asked`)
    paged.push(...page)
    demand(paged.length <= whole.length, `"${holding}" pages without end; give "after" what comes after it`)
    page = await pageOf(rig, locator, holding, size, paged.at(-1)?.cursor)
  }
  demandEqual(refs(paged), refs(whole), `"${holding}" in pages of ${size} is not the whole`)
}
