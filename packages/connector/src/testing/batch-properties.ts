import { carryOut, eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { missingFrom } from './json-comparison.ts'
import { pageSize } from './page-properties.ts'
import { foundIn, textsOfTarget } from './planted-texts.ts'
import { byHolding, withRig } from './rig.ts'
import { planEverything } from './whole-plan.ts'

/** What `erase` promises for many at once. */
export const batchProperties: readonly Property[] = [
  {
    id: 'X10',
    title: 'in one call for several people, a line that cannot be carried out fails alone',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const [target, neighbour] = [await rig.locate(rig.target), await rig.locate(rig.neighbour)]
        const theirs = await planEverything(rig, await rig.locate(rig.stranger))
        const wrong = theirs.flatMap(({ lines }) => lines).find(({ select }) => 'refs' in select)
        const [first] = target
        demand(first !== undefined, 'the target has no match')
        const good = [...(await planEverything(rig, target)), ...(await planEverything(rig, neighbour))]
        const before = await rig.read(await rig.locate(rig.stranger))
        const bad = { locator: first, lines: wrong === undefined ? [] : [{ ...wrong, key: 'wrong' }] }
        const [refused, ...others] = await eraseOnce(rig, [bad, ...good])
        for (const outcome of refused ?? []) {
          demand(
            outcome.status === 'stale' || (outcome.status === 'done' && outcome.count === 0),
            `a line with somebody else’s record was answered with "${outcome.status}" in a call with others`,
          )
        }
        const spoilt = others.flat().filter(({ status }) => status === 'stale' || status === 'unsupported')
        demandEqual(spoilt, [], 'a stale line of one order spoilt other orders: decide each line by itself')
        await carryOut(rig, good)
        const [one, other, stranger] = await rig.find(rig.target, rig.neighbour, rig.stranger)
        demandEqual([one?.status, other?.status], ['absent', 'absent'], 'both people must be gone')
        demand(stranger?.status === 'found', 'a third person is gone too')
        const after = await rig.read(await rig.locate(rig.stranger))
        demandEqual(after, before, 'what a third person has was changed')
      }),
  },
  {
    id: 'X11',
    title: 'more than twice what one request takes is erased to the end, and nothing else',
    needs: ['page'],
    async check({ connector, system }) {
      const size = await pageSize(system)
      await withRig(
        { connector, system },
        async (rig) => {
          const locators = await rig.locate(rig.target)
          const texts = textsOfTarget(rig)
          const planned = await planEverything(rig, locators)
          await carryOut(rig, planned)
          for (const [holding, left] of byHolding(await rig.read(locators))) {
            const filled = left.filter(({ data }) => foundIn(data, texts).length > 0).length
            demand(
              filled === 0,
              `${filled} of ${rig.target.records[holding]?.length} records of "${holding}" are still there: read the ` +
                'whole list before the first delete, and take the references in batches, to the last one',
            )
          }
          const dump = await rig.system.dump()
          const changed = missingFrom(dump, rig.withoutTarget)
          demand(changed === null, `erasing very much of the target took away ${changed}`)
        },
        2 * size + 1,
      )
    },
  },
]
