import { eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandUnchanged } from './demand.ts'
import { byHolding, withRig, type Item } from './rig.ts'
import { linesFor, planEverything } from './whole-plan.ts'

/** What `erase` promises for references that are not the target's. */
export const referenceProperties: readonly Property[] = [
  {
    id: 'X8',
    title: 'a reference of another kind is never done',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const everybody = [rig.target, rig.neighbour, rig.stranger]
        const [locator] = await rig.locate(rig.target)
        demand(locator !== undefined, 'the target has no match')
        const before = await rig.system.dump()
        const items: Item[] = []
        for (const person of everybody) items.push(...(await rig.read(await rig.locate(person))))
        for (const [holding, held] of byHolding(items)) {
          if (rig.connector.holdings[holding]?.grain === 'set') continue
          const ref = 'elsewhere:no ref of this holding'
          const [example] = held
          const [line] = linesFor(rig.connector, holding, example === undefined ? [] : [example])
          if (line === undefined || !('refs' in line.select)) continue
          const wrong = { ...line, select: { refs: [ref] } }
          const [[outcome] = []] = await eraseOnce(rig, [{ locator, lines: [wrong] }])
          // where references are texts of any form, such a one may have existed, and be gone
          const couldBe = !held.every((item) => /^(\d+|[0-9a-f-]{36})$/.test(item.ref))
          const isGone = outcome?.status === 'done' && outcome.count === 0 && couldBe
          demand(
            isGone || outcome?.status === 'stale' || outcome?.status === 'unsupported',
            `"${ref}" cannot be a reference in "${holding}", where they look like "${example?.ref}", and was ` +
              `answered with "${outcome?.status}": answer "stale", because nobody knows what was meant`,
          )
        }
        demandUnchanged(await rig.system.dump(), before, 'a reference of another kind changed the system')
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
          const nothing = outcome?.status === 'done' && outcome.count === 0
          demand(
            nothing || outcome?.status === 'stale',
            `a ref of a stranger in "${line.holding}" gave ${JSON.stringify(outcome)}: answer "stale"`,
          )
        }
        demandUnchanged(await rig.system.dump(), before, 'an order for one person changed another’s records')
      }),
  },
]
