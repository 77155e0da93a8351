import type { Json } from '@rechtop/schema'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { canonical, missingFrom } from './json-comparison.ts'
import { fieldsOf, withRig, type Item, type Rig } from './rig.ts'

/** What `withdrawConsent` promises. */
export const consentProperties: readonly Property[] = [
  {
    id: 'O3',
    title: 'withdrawing a consent keeps the proof of it, and changes nothing else',
    appliesTo: ({ withdrawConsent }) => withdrawConsent !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const before = await rig.system.dump()
        let withdrawn = 0
        for (const locator of await rig.locate(rig.target)) {
          const held = new Set((await rig.read([locator])).map(({ holding }) => holding))
          for (const [holding, { purposes }] of Object.entries(rig.connector.holdings)) {
            for (const { purpose, basis } of purposes) {
              if (basis !== 'consent' || !held.has(holding)) continue
              if (await withdrawOne(rig, locator, holding, purpose)) withdrawn++
            }
          }
        }
        demand(withdrawn > 0, 'no consent could be withdrawn: then leave "withdrawConsent" out')
        demand(
          missingFrom(await rig.system.dump(), before) !== null,
          'consents were withdrawn, and nothing in the system changed: it would go on using them',
        )
      }),
  },
]

async function withdrawOne(rig: Rig, locator: Json, holding: string, purpose: string): Promise<boolean> {
  const line = { key: `${holding} ${purpose}`, holding, purpose }
  const withdraw = async (): Promise<string | undefined> => {
    const answers = await rig.connector.withdrawConsent?.([{ locator, lines: [line] }], rig.context)
    demandEqual(
      answers?.map((outcomes) => outcomes.length),
      [1],
      'withdrawConsent must answer once per withdrawal, per order',
    )
    return answers?.[0]?.[0]?.status
  }
  const what = `withdrawing the consent to "${purpose}" in "${holding}"`
  const dump = await rig.system.dump()
  const before = await rig.read([locator])
  const status = await withdraw()
  if (status === 'unsupported') {
    demandUnchanged(
      await rig.system.dump(),
      dump,
      `${what} was answered "unsupported", and wrote all the same`,
    )
    return false
  }
  demand(status === 'done', `${what} was answered with "${status}"`)
  const after = await rig.read([locator])
  const isOther = (item: Item): boolean => item.holding !== holding
  demandEqual(after.filter(isOther), before.filter(isOther), `${what} changed other holdings`)
  for (const item of before.filter((one) => !isOther(one))) demandProof(item, after, what)
  const lost = missingFrom(await rig.system.dump(), rig.withoutTarget)
  demand(lost === null, `${what} changed ${lost}, which is not the target’s`)
  const once = await rig.system.dump()
  demandEqual(await withdraw(), 'done', `${what} a second time is done already`)
  demandUnchanged(await rig.system.dump(), once, `${what} a second time changed the system`)
  return true
}

/** The record is there, has lost nothing, and says when it was given as before: a status may change, an end may come. */
function demandProof(item: Item, after: readonly Item[], what: string): void {
  const kept = after.find(({ holding, ref }) => holding === item.holding && ref === item.ref)
  const keep =
    'the company has to be able to prove that it was given (GDPR art. 7(1)): mark the record, and leave it'
  demand(kept !== undefined, `${what} deleted the record of it; ${keep}`)
  const now = fieldsOf(kept)
  for (const [field, value] of fieldsOf(item)) {
    if (value === null || canonical(now.get(field)) === canonical(value)) continue
    const emptied = now.get(field) === null || now.get(field) === undefined
    const isDate = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
    demand(!emptied && !isDate, `${what} ${emptied ? 'emptied' : 'changed'} "${field}"; ${keep}`)
  }
}
