import { failureOf, FailureError, type Failure } from '../failure.ts'
import { demand } from './demand.ts'
import type { Fault } from './fault.ts'
import { filesUnder, readOf, type NamedFile } from './files-of.ts'
import { everyHolding, type Rig } from './rig.ts'
import { planEverything } from './whole-plan.ts'

/** What one verb said while nothing worked. `said`: its answer, where it did not throw. */
export type VerbFailure = {
  readonly verb: 'find' | 'export' | 'readFile' | 'erase' | 'check'
  readonly failure: Failure | null
  readonly said: string
}

/** The bytes of a file have no form that could be wrong, and they may take as long as whoever reads them has patience. */
const sparesFiles: readonly Fault['kind'][] = ['malformed', 'silence']

/** Plans for the target, lets the fault happen, and asks each verb. Every verb has to notice. */
export async function failuresUnder(rig: Rig, fault: Fault, together = false): Promise<VerbFailure[]> {
  const { connector, context } = rig
  const locators = await rig.locate(rig.target)
  const orders = await planEverything(rig, locators)
  const [file] = await filesUnder(rig, locators)
  const calls: readonly (() => Promise<VerbFailure>)[] = [
    () => failing('find', async () => statusFailure((await rig.find(rig.target))[0])),
    () =>
      failing('export', async () => {
        const holdings = everyHolding(connector)
        const asked = locators.map((locator) => ({ locator, holdings }))
        const items = await Array.fromAsync(connector.export(asked, context))
        return { failure: null, said: `${items.length} records and no failure` }
      }),
    () =>
      failing('erase', async () => {
        const outcomes = (await connector.erase(orders, context)).flat()
        const fine = outcomes.find(({ status }) => status !== 'failed')
        return statusFailure(fine ?? outcomes.find(({ status }) => status === 'failed'))
      }),
    () =>
      failing('check', async () => {
        const problem = (await connector.check(context)).find(({ failure }) => failure !== null)
        return { failure: problem?.failure ?? null, said: 'no problem' }
      }),
    ...(file === undefined || sparesFiles.includes(fault.kind)
      ? []
      : [() => failing('readFile', () => reading(rig, file))]),
  ]
  await rig.system.fault?.(fault)
  const failures: VerbFailure[] = []
  // a system that is silent is waited for once, not once per verb
  if (together) failures.push(...(await Promise.all(calls.map((call) => call()))))
  else for (const call of calls) failures.push(await call())
  demand(
    (await rig.system.heal?.()) === true,
    'the fault met no request: does "fault" stand before the system?',
  )
  const [again] = await rig.find(rig.target)
  demand(again?.status === 'found', `after the fault was mended, find still answers "${again?.status}"`)
  return failures
}

async function reading(rig: Rig, { order }: NamedFile): Promise<Omit<VerbFailure, 'verb'>> {
  const { bytes, thrown } = await readOf(rig, order)
  if (thrown !== null) throw thrown
  return { failure: null, said: `${bytes.length} bytes and no failure` }
}

async function failing(
  verb: VerbFailure['verb'],
  call: () => Promise<Omit<VerbFailure, 'verb'>>,
): Promise<VerbFailure> {
  try {
    return { verb, ...(await call()) }
  } catch (thrown) {
    // what is no FailureError counts as transient to an engine; here it is told apart
    const said = thrown instanceof FailureError ? 'threw' : `threw a ${Object(thrown).name}, no FailureError`
    return { verb, failure: thrown instanceof FailureError ? failureOf(thrown) : null, said }
  }
}

function statusFailure(
  answer: { readonly status: string; readonly failure?: Failure } | undefined,
): Omit<VerbFailure, 'verb'> {
  return { failure: answer?.failure ?? null, said: `"${answer?.status}"` }
}
