import type { Json } from '@rechtop/schema'
import { carryOut, eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { canonical } from './json-comparison.ts'
import { demandReduced } from './placeholder-properties.ts'
import { byHolding, withRig, type Item, type Rig } from './rig.ts'
import { linesFor, planEverything, type Line } from './whole-plan.ts'

/** What `erase` promises when only a part goes. */
export const selectionProperties: readonly Property[] = [
  {
    id: 'L1',
    title: 'erasing one holding leaves the others',
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        if ((rig.connector.holdings[holding]?.after ?? []).length > 0) return
        const before = withoutHolding(await rig.read([locator]), holding)
        await carryOut(rig, [{ locator, lines: linesFor(rig.connector, holding, items) }])
        const after = withoutHolding(await rig.read([locator]), holding)
        demandEqual(after, before, `erasing "${holding}" changed other holdings`)
      }),
  },
  {
    id: 'L2',
    title: 'erasing one record leaves the others of its holding',
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        const [first, ...rest] = items
        if (first === undefined || rest.length === 0 || rig.connector.holdings[holding]?.grain === 'set')
          return
        const before = await linesBefore(rig, locator, holding)
        const lines = [...before, ...linesFor(rig.connector, holding, [first])]
        await carryOut(rig, [{ locator, lines }])
        const left = await rig.read([locator], { [holding]: {} })
        const kept = left.filter(({ ref }) => ref !== first.ref)
        demandEqual(kept.map(shown), rest.map(shown), `erasing one of "${holding}" touched others of it`)
      }),
  },
  {
    id: 'L3',
    title: 'a set is cut by its date: what is newer stays',
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        const { dated, grain } = rig.connector.holdings[holding] ?? {}
        if (dated === undefined || grain !== 'set') return
        const dateOf = (item: Item): string => String(new Map(Object.entries(item.data ?? {})).get(dated))
        const newest = items.map(dateOf).sort().at(-1) ?? ''
        const stays = items.filter((item) => dateOf(item) === newest)
        demand(
          stays.length < items.length,
          `plant records of "${holding}" with different values of "${dated}"`,
        )
        const select = { all: true, before: newest, ceiling: items.length } as const
        const lines = await linesBefore(rig, locator, holding)
        const cut = { key: 'cut', holding, action: 'erase', select } as const
        await carryOut(rig, [{ locator, lines: [...lines, cut] }])
        const left = await rig.read([locator], { [holding]: {} })
        demandEqual(left.map(shown), stays.map(shown), `"before" must cut "${holding}" just before that date`)
      }),
  },
  {
    id: 'L4',
    title: 'a set past its ceiling is stale, and stays',
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        if (rig.connector.holdings[holding]?.grain !== 'set') return
        const before = await rig.system.dump()
        const select = { all: true, ceiling: items.length - 1 } as const
        const [[outcome] = []] = await eraseOnce(rig, [
          { locator, lines: [{ key: 'past', holding, action: 'erase', select }] },
        ])
        demandEqual(outcome, { status: 'stale', refs: [] }, `"${holding}" has more records than the ceiling`)
        demandUnchanged(await rig.system.dump(), before, 'a stale line wrote all the same')
      }),
  },
  {
    id: 'L5',
    title: 'reducing a field empties it, and leaves the other fields and records',
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        const [first] = items
        if (first === undefined || rig.connector.holdings[holding]?.grain === 'set') return
        for (const field of fieldsOf(first)) {
          const before = await rig.read([locator])
          const select = { refs: [first.ref] }
          const line = { key: `reduce ${field}`, holding, action: 'reduce', fields: [field], select } as const
          const [[outcome] = []] = await eraseOnce(rig, [{ locator, lines: [line] }])
          demandReduced(outcome, field, holding)
          const expected =
            outcome?.status === 'done' ? before.map((item) => emptied(item, first, field)) : before
          const after = await rig.read([locator])
          const done = `reducing "${field}" of "${holding}" (answered ${outcome?.status})`
          demandEqual(somethingIn(after), somethingIn(expected), `${done} did not empty just that field`)
        }
      }),
  },
  {
    id: 'L6',
    title: 'count agrees with export',
    appliesTo: ({ count }) => count !== undefined,
    check: (conformance) =>
      withEach(conformance, async (rig, locator, holding, items) => {
        if (rig.connector.count === undefined || rig.connector.holdings[holding]?.grain !== 'set') return
        const counted = await rig.connector.count([locator, locator], [{ holding }], rig.context)
        demandEqual(
          counted,
          [[items.length], [items.length]],
          `count of "${holding}" is not what export gives`,
        )
      }),
  },
]

/** Each holding of the target in which there is something, on a system of its own. */
async function withEach(
  conformance: Parameters<Property['check']>[0],
  check: (rig: Rig, locator: Json, holding: string, items: readonly Item[]) => Promise<void>,
): Promise<void> {
  for (const holding of Object.keys(conformance.connector.holdings)) {
    await withRig(conformance, async (rig) => {
      for (const locator of await rig.locate(rig.target)) {
        const items = byHolding(await rig.read([locator], { [holding]: {} })).get(holding) ?? []
        if (items.length > 0) await check(rig, locator, holding, items)
      }
    })
  }
}

/** What has to go before: a line of an order before the order. */
async function linesBefore(rig: Rig, locator: Json, holding: string): Promise<Line[]> {
  const before = new Set<string>()
  const visit = (name: string): void => {
    for (const other of rig.connector.holdings[name]?.after ?? []) {
      if (before.has(other)) continue
      before.add(other)
      visit(other)
    }
  }
  visit(holding)
  const [order] = await planEverything(rig, [locator])
  return (order?.lines ?? []).filter((line) => before.has(line.holding))
}

const shown = ({ holding, ref, data }: Item): string => canonical({ holding, ref, data })
const withoutHolding = (items: readonly Item[], holding: string): string[] =>
  items.filter((item) => item.holding !== holding).map(shown)
const fieldsOf = ({ data }: Item): string[] =>
  Object.entries(data ?? {}).flatMap(([field, value]) => (isEmpty(value) ? [] : [field]))
// where null is forbidden, a list is emptied
const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)
// a record of which every field is empty may be there or not
const somethingIn = (items: readonly Item[]): string[] =>
  items
    .filter((item) => fieldsOf(item).length > 0)
    .map(({ data, ...item }) =>
      shown({
        ...item,
        data: Object.fromEntries(Object.entries(data ?? {}).filter(([, value]) => !isEmpty(value))),
      }),
    )

function emptied(item: Item, of: Item, field: string): Item {
  const same = item.holding === of.holding && item.ref === of.ref
  return same
    ? { ...item, data: { ...Object.fromEntries(Object.entries(item.data ?? {})), [field]: null } }
    : item
}
