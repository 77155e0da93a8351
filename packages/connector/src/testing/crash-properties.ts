import type { Json } from '@rechtop/schema'
import { carryOut } from './carry-out.ts'
import type { Conformance, Property } from './conformance-system.ts'
import { demand, demandUnchanged } from './demand.ts'
import { leavesIn, mapTexts, missingFrom } from './json-comparison.ts'
import { withRig, type Rig } from './rig.ts'
import { planEverything, type Order } from './whole-plan.ts'

/** More writes than an erasure of three records per holding takes. */
const patience = 400

/** What `erase` promises when it is broken off, or runs twice at once. */
export const crashProperties: readonly Property[] = [
  {
    id: 'X6',
    title: 'broken off after any write, and carried out again, it ends as if nothing had happened',
    needs: ['fault'],
    async check(conformance) {
      const undisturbed = await endOf(conformance, (rig, orders) => carryOut(rig, orders))
      for (let write = 1; write <= patience; write++) {
        let struck = false
        const end = await endOf(conformance, async (rig, orders) => {
          await rig.system.fault?.({ kind: 'crash', afterWrite: write })
          await brokenOff(rig, orders)
          struck = (await rig.system.heal?.()) ?? false
          await carryOut(rig, orders).catch((thrown: unknown) => {
            throw new Error(
              `after a crash at write ${write}, carrying out again did not end: look at the state before each write`,
              { cause: thrown },
            )
          })
        })
        demandUnchanged(
          end,
          undisturbed,
          `broken off after write ${write} and carried out again, the system is not as after an undisturbed erasure`,
        )
        if (!struck) {
          demand(write > 1, 'no write met the fault: let "fault" count what the connector writes')
          return
        }
      }
      demand(
        false,
        `after ${patience} crashes there was still another write: does "heal" answer false when nothing met it?`,
      )
    },
  },
  {
    id: 'X7',
    title: 'two erasures of the same person at the same time end in the same state',
    async check(conformance) {
      const undisturbed = await endOf(conformance, (rig, orders) => carryOut(rig, orders))
      const both = await endOf(conformance, async (rig, orders) => {
        const [one, other] = await Promise.allSettled([carryOut(rig, orders), carryOut(rig, orders)])
        const reasons = [one, other].flatMap((run) => (run.status === 'rejected' ? [String(run.reason)] : []))
        demand(
          reasons.length === 0,
          `of two erasures at the same time one stopped; what the other has done is done: ${reasons.join('; ')}`,
        )
        await carryOut(rig, orders)
      })
      demandUnchanged(both, undisturbed, 'two erasures at the same time ended in another state than one')
    },
  },
]

/** The dump after an erasure of the target, its random texts masked; demands that the others are untouched. */
async function endOf(
  conformance: Conformance,
  work: (rig: Rig, orders: readonly Order[]) => Promise<void>,
): Promise<Json> {
  return withRig(conformance, async (rig) => {
    const before = new Set(leavesIn(await rig.system.dump()).map(({ text }) => text))
    await work(rig, await planEverything(rig, await rig.locate(rig.target)))
    const after = await rig.system.dump()
    const changed = missingFrom(after, rig.withoutTarget)
    demand(changed === null, `erasing the target changed or took away ${changed}, which was there before`)
    return mapTexts(after, (text) => (before.has(text) ? text : 'written by the erasure'))
  })
}

/** As long as nothing fails: a process that dies does not go on. */
async function brokenOff(rig: Rig, orders: readonly Order[]): Promise<void> {
  const stop = new Error('broken off')
  await carryOut(rig, orders, async (answered) => {
    if (answered.some(({ outcome }) => outcome.status === 'failed')) throw stop
  }).catch(() => {})
}
