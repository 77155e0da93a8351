import { setTimeout as sleep } from 'node:timers/promises'
import type { Property } from './conformance-system.ts'
import { demand, demandUnchanged } from './demand.ts'
import { speaksHttp } from './fault-properties.ts'
import { filesUnder, readOf, type NamedFile } from './files-of.ts'
import { asked, everyHolding, withRig, type Rig } from './rig.ts'
import { planEverything, type Order } from './whole-plan.ts'

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
          const thrown = await thrownBy(() => call(verb, rig, orders, files, AbortSignal.abort(reason)))
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
          const running = thrownBy(() => call(verb, rig, orders, files, controller.signal))
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

type Verb = 'find' | 'export' | 'erase' | 'readFile'
const verbsOf = (files: readonly NamedFile[]): readonly Verb[] =>
  files.length === 0 ? ['find', 'export', 'erase'] : ['find', 'export', 'readFile', 'erase']

async function call(
  verb: Verb,
  rig: Rig,
  orders: readonly Order[],
  [file]: readonly NamedFile[],
  signal: AbortSignal,
): Promise<void> {
  const { connector } = rig
  const context = { ...rig.context, signal }
  if (verb === 'find') await connector.find([asked(rig.target)], context)
  if (verb === 'erase') await connector.erase(orders, context)
  if (verb === 'readFile' && file !== undefined) {
    const { thrown } = await readOf(rig, file.order, signal)
    if (thrown !== null) throw thrown
  }
  if (verb === 'export') {
    const holdings = everyHolding(connector)
    const asked = orders.map(({ locator }) => ({ locator, holdings }))
    for await (const item of connector.export(asked, context)) void item
  }
}

function thrownBy(work: () => Promise<void>): Promise<unknown> {
  return work().then(
    () => null,
    (error: unknown) => error,
  )
}
