import { failureOf } from '../failure.ts'
import { carryOut } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { asked, withRig } from './rig.ts'
import { foundIn, textsOfTarget } from './planted-texts.ts'
import { planEverything } from './whole-plan.ts'

/** What must not get out, and how a call ends that is not wanted any more. */
export const secrecyProperties: readonly Property[] = [
  {
    id: 'S1',
    title: 'nothing of the target is in the log or in an error',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const locators = await rig.locate(rig.target)
        const [text = ''] = textsOfTarget(rig)
        // an identifier far too long, or with a sign that a database refuses, is how a value gets into an error
        const odd = [`${text}${'\u0000'}`, text.repeat(200)]
        const errors: string[] = []
        const kinds = rig.connector.identifiers
        const subjects = odd.map((value) => kinds.map((kind) => ({ kind, value })))
        await rig.connector.find(subjects, rig.context).catch((thrown: unknown) => errors.push(said(thrown)))
        const orders = await planEverything(rig, locators)
        const wrong = orders.map(({ locator, lines }) => ({
          locator,
          lines: lines.map((line) => ('refs' in line.select ? { ...line, select: { refs: [text] } } : line)),
        }))
        const outcomes = await rig.connector
          .erase(wrong, rig.context)
          .catch((thrown: unknown) => said(thrown))
        const failures = (Array.isArray(outcomes) ? outcomes.flat() : [outcomes]).map((outcome) =>
          // a stale line answers with the refs that it was given
          JSON.stringify(outcome, (key, value: unknown) => (key === 'refs' ? undefined : value)),
        )
        await carryOut(
          rig,
          orders.map(({ locator, lines }) => ({ locator, lines })),
        )
        const leaked = foundIn([...rig.logged, ...errors, ...failures], textsOfTarget(rig))
        demandEqual(leaked, [], 'logs and errors may hold event names, numbers and literals only')
      }),
  },
  {
    id: 'R4',
    title: 'a call that is not wanted any more ends with the reason of its signal',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const reason = new Error('no longer wanted')
        const context = { ...rig.context, signal: AbortSignal.abort(reason) }
        const thrown: unknown = await rig.connector
          .find([asked(rig.target)], context)
          .catch((error: unknown) => error)
        demand(thrown === reason, 'find went on after its signal was aborted: call signal.throwIfAborted()')
      }),
  },
]

function said(thrown: unknown): string {
  const text =
    thrown instanceof Error ? `${thrown.message} ${thrown.stack} ${String(thrown.cause)}` : String(thrown)
  return `${text} ${JSON.stringify(failureOf(thrown))}`
}
