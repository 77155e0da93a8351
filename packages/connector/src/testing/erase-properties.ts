import { carryOut, eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { missingFrom } from './json-comparison.ts'
import { foundIn, textsOfHoldings, textsOfTarget, textsThatCame } from './planted-texts.ts'
import { withRig } from './rig.ts'
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
    id: 'X4',
    title: 'a line is done when its records are gone, not when the system said that it will do it',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const open = new Set(Object.keys(rig.target.records))
        const residue = (rig.system.residue ?? []).map((text) => text.toLowerCase())
        await carryOut(rig, await planEverything(rig, await rig.locate(rig.target)), async (answered) => {
          const undone = answered.filter(({ outcome }) => outcome.status !== 'done')
          for (const { line } of answered) {
            if (undone.every((other) => other.line.holding !== line.holding)) open.delete(line.holding)
          }
          const done = Object.keys(rig.target.records).filter((holding) => !open.has(holding))
          const left = foundIn(await rig.system.dump(), textsOfHoldings(rig, done))
          demandEqual(
            left.filter((text) => !residue.includes(text)),
            [],
            `${done.join(', ')} were called done and these texts are still there: answer "pending" until they are gone`,
          )
        })
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
]
