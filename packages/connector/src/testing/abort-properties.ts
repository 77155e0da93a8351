import { setTimeout as sleep } from 'node:timers/promises'
import type { Property } from './conformance-system.ts'
import { demand, demandUnchanged } from './demand.ts'
import { speaksHttp } from './fault-properties.ts'
import { filesUnder } from './files-of.ts'
import { withRig } from './rig.ts'
import { callVerb, verbsOf } from './verb-calls.ts'
import { planEverything } from './whole-plan.ts'

/** How soon a call has to end that is not wanted any more. */
const soon = 5_000

/** How a call ends that is not wanted any more. */
export const abortProperties: readonly Property[] = [
  {
    id: 'R4',
    title: 'a call that is not wanted any more does not begin, and ends with the reason of its signal',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const orders = await planEverything(rig, await rig.locate(rig.target))
        const before = await rig.system.dump()
        const files = await filesUnder(
          rig,
          orders.map(({ locator }) => locator),
        )
        for (const verb of verbsOf(files)) {
          const reason = new Error('no longer wanted')
          const thrown = await thrownBy(() =>
            callVerb(verb, rig, orders, files, { signal: AbortSignal.abort(reason) }),
          )
          demand(
            thrown === reason,
            `${verb} went on after its signal was aborted: call signal.throwIfAborted()`,
          )
        }
        demandUnchanged(
          await rig.system.dump(),
          before,
          'a call that was aborted before it began wrote something',
        )
      }),
  },
  {
    id: 'R6',
    title: 'a call that waits for the system ends at once when it is not wanted any more',
    needs: ['fault'],
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const orders = await planEverything(rig, await rig.locate(rig.target))
        const files = await filesUnder(
          rig,
          orders.map(({ locator }) => locator),
        )
        await rig.system.fault?.({ kind: 'silence' })
        for (const verb of verbsOf(files)) {
          const controller = new AbortController()
          const reason = new Error('no longer wanted')
          const running = thrownBy(() => callVerb(verb, rig, orders, files, { signal: controller.signal }))
          setTimeout(() => controller.abort(reason), 50)
          const thrown = await Promise.race([running, sleep(soon, 'still waiting', { ref: false })])
          demand(
            thrown === reason,
            `${verb} was aborted while it waited for the system, and did not end with the reason of its signal: hand the signal on to each request`,
          )
        }
      }),
  },
]

function thrownBy(work: () => Promise<void>): Promise<unknown> {
  return work().then(
    () => null,
    (error: unknown) => error,
  )
}
