import type { AnyConnector } from '../connector.ts'
import type { Property } from './conformance-system.ts'
import { demand } from './demand.ts'
import type { Fault } from './fault.ts'
import { everyHolding, withRig, type Rig } from './rig.ts'
import { sentAgain } from './sent-again.ts'
import { withShortTimeouts } from './short-timeouts.ts'
import { failuresUnder, type VerbFailure } from './verb-failures.ts'
import { planEverything } from './whole-plan.ts'

/** Whether it says which hosts it contacts: then it speaks HTTP. */
export const speaksHttp = ({ hosts }: AnyConnector): boolean => hosts !== undefined

const broken: readonly Fault[] = [
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 503 },
  { kind: 'cut' },
  { kind: 'silence' },
  { kind: 'malformed' },
]

/** What every verb answers when the system does not do its part. */
export const faultProperties: readonly Property[] = [
  {
    id: 'R1',
    title: 'a 429 is "rate-limited" until the time that Retry-After says',
    needs: ['fault'],
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const seconds = 37
        const fault = { kind: 'answer', status: 429, retryAfter: seconds } as const
        const start = rig.context.now().getTime()
        for (const { verb, failure, said } of await failuresUnder(rig, fault)) {
          demand(
            failure?.code === 'rate-limited',
            `${verb} answered a 429 with ${failure?.code ?? said}: answer "rate-limited"`,
          )
          const early = failure.retryAfter.getTime() - start - seconds * 1000
          demand(
            early >= 0 && early < 30_000,
            `${verb} wants to try again ${early / 1000} seconds off what Retry-After: ${seconds} said`,
          )
        }
      }),
  },
  {
    id: 'R2',
    title: 'a 401 or 403 is "auth", and is not tried again',
    needs: ['fault'],
    appliesTo: speaksHttp,
    async check(conformance) {
      for (const status of [401, 403] as const) {
        await withRig(conformance, async (rig) => {
          const failures = await failuresUnder(rig, { kind: 'answer', status })
          for (const { verb, failure, said } of failures) {
            demand(
              failure?.code === 'auth',
              `${verb} answered a ${status} with ${failure?.code ?? said}: answer "auth", so that a person mends it`,
            )
          }
        })
        await withRig(conformance, async (rig) => {
          await rig.system.fault?.({ kind: 'answer', status })
          const start = rig.requests().length
          await rig.find(rig.target).catch(() => {})
          const sent = rig.requests().slice(start)
          demand(sent.length > 0, seenNothing)
          demand(
            sentAgain(sent).length === 0,
            `find sent a request again after a ${status}: the same credentials will not do better`,
          )
        })
      }
    },
  },
  {
    id: 'R3',
    title: 'a system that is down, cuts off, keeps silent or answers nonsense is a failure, never an answer',
    needs: ['fault'],
    appliesTo: speaksHttp,
    async check(conformance) {
      for (const fault of broken) {
        const failures = await withRig(conformance, (rig) =>
          fault.kind === 'silence'
            ? withShortTimeouts(() => failuresUnder(rig, fault, true))
            : failuresUnder(rig, fault),
        )
        for (const failure of failures) demandFailed(failure, fault)
      }
    },
  },
  {
    id: 'R5',
    title: 'no more requests are open at once than the connector says',
    appliesTo: speaksHttp,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const limit = rig.connector.concurrency
        demand(limit !== undefined, 'say in "concurrency" how many requests the connector has open at once')
        await busy(rig)
        const requests = rig.requests()
        demand(requests.length > 0, seenNothing)
        const open = requests.map(
          (one) =>
            requests.filter(
              (other) => other.startedAt <= one.startedAt && (other.endedAt ?? Infinity) > one.startedAt,
            ).length,
        )
        const most = Math.max(...open)
        demand(
          most <= limit,
          `${most} requests were open at once, and "concurrency" says ${limit}: wait for one to end`,
        )
      }),
  },
]

export const seenNothing =
  'nothing was seen of what the connector sends: give the system "requests", or send by fetch or node:http'

function demandFailed({ verb, failure, said }: VerbFailure, fault: Fault): void {
  const what = fault.kind === 'answer' ? `a ${fault.status}` : names[fault.kind]
  const expected = fault.kind === 'malformed' ? ['transient', 'permanent'] : ['transient']
  demand(
    failure !== null && expected.includes(failure.code),
    `${verb} answered ${what} with ${failure?.code ?? said}: answer "${expected.join('" or "')}"`,
  )
}

const names = {
  crash: 'a crash',
  cut: 'a broken connection',
  silence: 'silence',
  malformed: 'a body that is no JSON',
} as const

/** Asks all that can be asked at once. */
async function busy(rig: Rig): Promise<void> {
  const people = [rig.target, rig.neighbour, rig.stranger]
  await rig.find(...Array.from({ length: 8 }, () => people).flat())
  const locators = [...(await rig.locate(rig.target)), ...(await rig.locate(rig.neighbour))]
  const holdings = everyHolding(rig.connector)
  const asked = [...locators, ...locators].map((locator) => ({ locator, holdings }))
  for await (const item of rig.connector.export(asked, rig.context)) void item
  await rig.connector.erase(await planEverything(rig, locators), rig.context)
}
