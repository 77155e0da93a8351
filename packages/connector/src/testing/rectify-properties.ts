import type { Json } from '@rechtop/schema'
import type { Correction } from '../right.ts'
import type { Holdings } from '../holding.ts'
import type { Outcome } from '../erase.ts'
import { changedValue } from './changed-value.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { canonical, missingFrom } from './json-comparison.ts'
import { byHolding, fieldsOf, withRig, type Item, type Rig } from './rig.ts'

/** What `rectify` promises. */
export const rectifyProperties: readonly Property[] = [
  {
    id: 'O1',
    title: 'rectifying a field changes that field of that record, and nothing else',
    appliesTo: ({ rectify }) => rectify !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        await demandStale(rig)
        let corrected = 0
        for (const locator of await rig.locate(rig.target)) {
          for (const [holding, [item]] of byHolding(await rig.read([locator]))) {
            if (item === undefined || rig.connector.holdings[holding]?.grain === 'set') continue
            for (const field of fieldsOf(item).keys()) {
              if (await rectifyOne(rig, locator, item, field)) corrected++
            }
          }
        }
        demand(corrected > 0, 'no field of any holding could be corrected: then leave "rectify" out')
      }),
  },
]

/** Corrects one field and looks what became of everything. Answers whether it could be corrected. */
async function rectifyOne(rig: Rig, locator: Json, item: Item, field: string): Promise<boolean> {
  const { holding, ref } = item
  const type = rig.connector.holdings[holding]?.type
  const before = await rig.read([locator])
  const held = before.find((other) => other.holding === holding && other.ref === ref)
  const value = type && changedValue(type, field, held && fieldsOf(held).get(field))
  if (value === undefined) return false
  const dump = await rig.system.dump()
  const line = { key: `${holding} ${field}`, holding, ref, fields: { [field]: value } }
  const outcome = await rectify(rig, locator, line)
  const what = `correcting "${field}" of "${holding}"`
  if (
    outcome?.status === 'unsupported' ||
    (outcome?.status === 'failed' && outcome.failure.code === 'permanent')
  ) {
    demandUnchanged(
      await rig.system.dump(),
      dump,
      `${what} was answered "${outcome.status}", and wrote all the same`,
    )
    return false
  }
  demand(outcome?.status === 'done', `${what} was answered with ${JSON.stringify(outcome)}`)
  const after = await rig.read([locator])
  const changed = after.find((other) => other.holding === holding && other.ref === ref)
  demand(changed !== undefined, `${what} made the record disappear`)
  demandEqual(
    fieldsOf(changed).get(field),
    value,
    `${what} was done, and the export does not show the new value`,
  )
  demandEqual(
    others(after, item, field),
    others(before, item, field),
    `${what} changed other fields or records`,
  )
  const lost = missingFrom(await rig.system.dump(), rig.withoutTarget)
  demand(lost === null, `${what} changed ${lost}, which is not the target’s`)
  const once = await rig.system.dump()
  const again = await rectify(rig, locator, line)
  demand(
    again?.status === 'done',
    `${what} a second time was answered with "${again?.status}": it is done already`,
  )
  demandUnchanged(await rig.system.dump(), once, `${what} a second time changed the system`)
  return true
}

/** A stranger's record must not be corrected under the target's locator. */
async function demandStale(rig: Rig): Promise<void> {
  const [locator] = await rig.locate(rig.target)
  const theirs = await rig.read(await rig.locate(rig.stranger))
  const before = await rig.system.dump()
  for (const [holding, [item]] of byHolding(theirs)) {
    const declared = rig.connector.holdings[holding]
    if (item === undefined || locator === undefined || declared === undefined || declared.grain === 'set')
      continue
    const [field] = declared.type.fields
    const value = changedValue(declared.type, field ?? '', null)
    const fields = field === undefined ? {} : { [field]: value ?? null }
    const outcome = await rectify(rig, locator, { key: `stale ${holding}`, holding, ref: item.ref, fields })
    demand(
      outcome?.status === 'stale' || outcome?.status === 'unsupported',
      `correcting a stranger’s record of "${holding}" was answered with "${outcome?.status}": answer "stale"`,
    )
  }
  demandUnchanged(await rig.system.dump(), before, 'a correction for one person changed another’s record')
}

async function rectify(rig: Rig, locator: Json, line: Correction<Holdings>): Promise<Outcome | undefined> {
  const answers = await rig.connector.rectify?.([{ locator, lines: [line] }], rig.context)
  demandEqual(
    answers?.map((outcomes) => outcomes.length),
    [1],
    'rectify must answer once per correction, per order',
  )
  return answers?.[0]?.[0]
}

function others(items: readonly Item[], { holding, ref }: Item, field: string): string[] {
  return items.map((item) => {
    const fields = fieldsOf(item)
    if (item.holding === holding && item.ref === ref) fields.delete(field)
    return canonical({ holding: item.holding, ref: item.ref, ...Object.fromEntries(fields) })
  })
}
