import type { Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { eachHolding, pageOf, refs } from './paging.ts'
import { foundIn, textsOfOthers } from './planted-texts.ts'
import { everyHolding, withRig, type Item } from './rig.ts'

/** What `export` promises. */
export const exportProperties: readonly Property[] = [
  {
    id: 'E2',
    title: 'export resumes from any cursor',
    check: (conformance) =>
      withRig(conformance, (rig) =>
        eachHolding(rig, async (locator, holding, whole) => {
          for (const [index, { cursor }] of whole.entries()) {
            const rest = await pageOf(rig, locator, holding, whole.length, cursor)
            demandEqual(
              refs(rest),
              refs(whole.slice(index + 1)),
              `"${holding}" does not go on where a cursor says`,
            )
          }
        }),
      ),
  },
  {
    id: 'E4',
    title: 'ending the iteration early is allowed, and the connector goes on',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const locators = await rig.locate(rig.target)
        const holdings = everyHolding(rig.connector)
        const orders = locators.map((locator) => ({ locator, holdings }))
        for await (const item of rig.connector.export(orders, rig.context)) {
          demand(item.of < orders.length, '"of" is the index of an order')
          break
        }
        demand(
          (await rig.read(locators)).length > 0,
          'after a stream that was ended early, nothing is exported any more',
        )
      }),
  },
  {
    id: 'E5',
    title: 'every item has the shape of its record type',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        for (const { holding, data } of await rig.read(await rig.locate(rig.target))) {
          const parsed = rig.connector.holdings[holding]?.type.schema.safeParse(data)
          demand(parsed !== undefined, `"${holding}" is no holding of this connector`)
          const problems = parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
          demandEqual(problems ?? [], [], `"${holding}" exports another shape than its record type`)
        }
      }),
  },
  {
    id: 'E6',
    title: 'nothing of the neighbour or the stranger is in the export',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const exported = (await rig.read(await rig.locate(rig.target))).map(({ data }) => data)
        const theirs = foundIn(exported, textsOfOthers(rig))
        demandEqual(theirs, [], 'these texts are somebody else’s')
      }),
  },
  {
    id: 'E7',
    title: 'the order is the same every time',
    check: (conformance) =>
      withRig(conformance, (rig) =>
        eachHolding(rig, async (locator, holding, whole) => {
          demandEqual(
            refs(await pageOf(rig, locator, holding)),
            refs(whole),
            `"${holding}" comes in another order`,
          )
        }),
      ),
  },
  {
    id: 'E9',
    title: 'many orders at once give each order its own',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const target = await rig.locate(rig.target)
        const neighbour = await rig.locate(rig.neighbour)
        const together = await rig.read([...target, ...neighbour, ...target])
        const alone = [await rig.read(target), await rig.read(neighbour), await rig.read(target)]
        const starts = [0, target.length, target.length + neighbour.length]
        const expected = alone.flatMap((items, at) =>
          items.map((item) => ({ ...item, of: item.of + (starts[at] ?? 0) })),
        )
        const sorted = (items: readonly Item[]): string[] => items.map((item) => JSON.stringify(item)).sort()
        demandEqual(sorted(together), sorted(expected), '"of" must say which order an item is for')
        demandEqual(await rig.read([]), [], 'export of no orders must be empty')
      }),
  },
]
