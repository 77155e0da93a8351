import type { Property } from './conformance-system.ts'
import { demand } from './demand.ts'
import { speaksHttp } from './fault-properties.ts'
import { filesUnder } from './files-of.ts'
import { withRig } from './rig.ts'
import { callVerb, verbsOf } from './verb-calls.ts'
import { planEverything } from './whole-plan.ts'

/** Whether calls are counted together with those of other workers. */
export const paceProperties: readonly Property[] = [
  {
    id: 'R7',
    title: 'a verb takes a turn before it calls the system',
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const orders = await planEverything(rig, await rig.locate(rig.target))
        const files = await filesUnder(
          rig,
          orders.map(({ locator }) => locator),
        )
        for (const verb of verbsOf(files)) {
          let turns = 0
          const pace = {
            async take() {
              turns++
              return null
            },
            async learn() {},
            async hold() {},
          }
          const before = rig.requests().length
          await callVerb(verb, rig, orders, files, { pace })
          demand(
            turns > 0 || rig.requests().length === before,
            `${verb} called the system without a turn: hand "pace" of the context on to each request`,
          )
        }
      }),
  },
]
