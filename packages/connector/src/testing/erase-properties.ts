import { carryOut, eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { missingFrom } from './json-comparison.ts'
import { withRig } from './rig.ts'
import { foundIn, textsOfTarget, textsThatCame } from './planted-texts.ts'
import { planEverything } from './whole-plan.ts'

/** What `erase` promises when all of a person goes. */
export const eraseProperties: readonly Property[] = [
  {
    id: 'X1',
    title: 'erase answers once per line, and to nothing with nothing',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const [first] = await rig.locate(rig.target)
        demand(first !== undefined, 'the target has no match')
        const before = await rig.system.dump()
        demandEqual(await eraseOnce(rig, []), [], 'no orders, no answers')
        demandEqual(
          await eraseOnce(rig, [{ locator: first, lines: [] }]),
          [[]],
          'an order without lines has no outcomes',
        )
        demandUnchanged(await rig.system.dump(), before, 'an order without lines changed the system')
        await eraseOnce(rig, await planEverything(rig, await rig.locate(rig.target)))
      }),
  },
  {
    id: 'X2',
    title: 'afterwards nothing of the target is left, in the system or in the export',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const locators = await rig.locate(rig.target)
        const gone = new Set([...textsOfTarget(rig), ...(await textsThatCame(rig))])
        await carryOut(rig, await planEverything(rig, locators))
        const residue = (rig.system.residue ?? []).map((text) => text.toLowerCase())
        const left = foundIn(await rig.system.dump(), [...gone])
        const unsaid = left.filter((text) => !residue.includes(text))
        demandEqual(
          unsaid,
          [],
          'these texts are still in the system: erase them, or say in "residue" that they stay',
        )
        const read = (await rig.read(locators)).map(({ data }) => data)
        demandEqual(foundIn(read, textsOfTarget(rig)), [], 'the old locators still give these texts')
        const [located] = await rig.find(rig.target)
        demand(located?.status === 'absent', `find answers "${located?.status}" for somebody who was erased`)
      }),
  },
  {
    id: 'X3',
    title: 'what the neighbour and the stranger have is as it was',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        await carryOut(rig, await planEverything(rig, await rig.locate(rig.target)))
        const changed = missingFrom(await rig.system.dump(), rig.withoutTarget)
        demand(changed === null, `erasing the target changed or took away ${changed}, which was there before`)
      }),
  },
  {
    id: 'X5',
    title: 'erasing the same twice is done both times, and the second changes nothing',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const orders = await planEverything(rig, await rig.locate(rig.target))
        await carryOut(rig, orders)
        const after = await rig.system.dump()
        await carryOut(rig, orders)
        demandUnchanged(
          await rig.system.dump(),
          after,
          'what is gone already must be done again without a write',
        )
      }),
  },
  {
    id: 'X9',
    title: 'a record of another person is stale, and stays',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const [own] = await planEverything(rig, await rig.locate(rig.target))
        const theirs = await planEverything(rig, await rig.locate(rig.stranger))
        const before = await rig.system.dump()
        demand(own !== undefined, 'the target has no match')
        for (const line of theirs.flatMap(({ lines }) => lines)) {
          if (!('refs' in line.select)) continue
          const [[outcome] = []] = await eraseOnce(rig, [{ locator: own.locator, lines: [line] }])
          const answer = outcome?.status
          demand(
            answer !== 'done' || outcome?.status !== 'done' || outcome.count === 0,
            `counted "${line.holding}" of a stranger`,
          )
          demand(
            answer === 'stale' || answer === 'done',
            `a ref of a stranger in "${line.holding}" gave "${answer}"`,
          )
        }
        demandUnchanged(await rig.system.dump(), before, 'an order for one person changed another’s records')
      }),
  },
  {
    id: 'X10',
    title: 'two people in one call are both erased, and nobody else',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const both = [...(await rig.locate(rig.target)), ...(await rig.locate(rig.neighbour))]
        const orders = await planEverything(rig, both)
        await carryOut(rig, orders)
        const [target, neighbour, stranger] = await rig.find(rig.target, rig.neighbour, rig.stranger)
        demandEqual([target?.status, neighbour?.status], ['absent', 'absent'], 'both people must be gone')
        demand(stranger?.status === 'found', 'a third person is gone too')
      }),
  },
]
