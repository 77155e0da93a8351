import type { ConformanceSystem, Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { demandPagesOf, eachHolding } from './paging.ts'
import { byHolding, everyHolding, withRig, type Rig } from './rig.ts'
import { isUnread } from './whole-plan.ts'

/** What `export` promises when there is much to export. */
export const pageProperties: readonly Property[] = [
  {
    id: 'E1',
    title: 'export is complete at, below and above the size of a page, and over several pages',
    needs: ['page'],
    async check({ connector, system }) {
      const size = await pageSize(system)
      for (const count of [size - 1, size, size + 1, 2 * size + 1]) {
        await withRig(
          { connector, system },
          async (rig) => {
            for (const locator of await rig.locate(rig.target)) {
              for (const [holding, items] of byHolding(await rig.read([locator]))) {
                const planted = rig.target.records[holding]?.length
                const refs = new Set(items.map(({ ref }) => ref))
                const several = `of ${planted} records of "${holding}"`
                demandEqual(
                  items.length,
                  planted,
                  `${several} ${items.length} were exported: read every page`,
                )
                demandEqual(refs.size, planted, `${several} some were exported twice, and others not`)
                if (items.length > size) await demandPagesOf(size, rig, locator, holding, items)
              }
            }
          },
          count,
        )
      }
    },
  },
  {
    id: 'E3',
    title: 'export is lazy: the first record arrives before the last page is asked for',
    needs: ['page'],
    async check({ connector, system }) {
      const size = await pageSize(system)
      await withRig(
        { connector, system },
        async (rig) => {
          const [holding] =
            Object.entries(rig.target.records).find(
              ([name, list]) => list.length > size && !isUnread(connector, name),
            ) ?? []
          demand(holding !== undefined, 'plant as many records as "count" says where there can be several')
          for (const locator of await rig.locate(rig.target)) {
            const start = asked(rig)
            let atFirst = 0
            const refs: string[] = []
            const holdings: ReturnType<typeof everyHolding> = { [holding]: {} }
            for await (const { ref } of connector.export([{ locator, holdings }], rig.context)) {
              if (refs.push(ref) === 1) atFirst = asked(rig) - start
            }
            if (refs.length <= size) continue
            const inAll = asked(rig) - start
            demand(inAll > 0, 'nothing tells what was asked: give the system "requests" or "statements"')
            demand(
              atFirst < inAll,
              `all ${inAll} requests for "${holding}" were made before the first record came: yield each page as it arrives`,
            )
          }
        },
        2 * size + 1,
      )
    },
  },
  {
    id: 'E10',
    title: 'export ends with the reason of its signal, also between two pages',
    needs: ['page'],
    async check({ connector, system }) {
      const size = await pageSize(system)
      await withRig(
        { connector, system },
        async (rig) => {
          const controller = new AbortController()
          const reason = new Error('no longer wanted')
          const context = { ...rig.context, signal: controller.signal }
          const holdings = everyHolding(connector)
          const orders = (await rig.locate(rig.target)).map((locator) => ({ locator, holdings }))
          const planted = Object.values(rig.target.records).flat().length
          const refs: string[] = []
          const thrown = await (async () => {
            for await (const { ref } of connector.export(orders, context)) {
              if (refs.push(ref) === 1) controller.abort(reason)
            }
          })().catch((error: unknown) => error)
          demand(
            thrown === reason,
            `export was aborted at its first record and gave ${refs.length} of ${planted}, then ${thrown === undefined ? 'ended as if that were all' : 'threw something else'}: look at the signal before each page`,
          )
        },
        2 * size + 1,
      )
    },
  },
  {
    id: 'E8',
    title: 'pages of every size together give the whole, each record once',
    check: (conformance) =>
      withRig(conformance, (rig) =>
        eachHolding(rig, async (locator, holding, whole) => {
          for (let size = 1; size <= Math.min(whole.length + 1, 6); size++) {
            await demandPagesOf(size, rig, locator, holding, whole)
          }
        }),
      ),
  },
]

/** The size that the system tells of. */
export async function pageSize(create: () => Promise<ConformanceSystem>): Promise<number> {
  const system = await create()
  await system.close()
  return system.page ?? 1
}

/** How much was asked of the system so far. */
const asked = (rig: Rig): number => rig.requests().length + (rig.system.statements?.() ?? 0)
