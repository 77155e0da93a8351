import type { Identifier } from '@rechtop/schema'
import { carryOut } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { leavesIn, missingFrom } from './json-comparison.ts'
import { foundIn } from './planted-texts.ts'
import { asked, withRig, type Rig } from './rig.ts'
import { planEverything } from './whole-plan.ts'

/** What `suppress` promises. */
export const suppressProperties: readonly Property[] = [
  {
    id: 'O4',
    title:
      'suppressing is safe to repeat and to lift, also for somebody who is not there, and says nobody’s name',
    appliesTo: ({ suppress }) => suppress !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const identifiers = asked(rig.target)
        await carryOut(rig, await planEverything(rig, await rig.locate(rig.target)))
        const before = await rig.system.dump()
        const known = new Set(leavesIn(before).map(({ text }) => text))
        await setSuppressed(rig, identifiers, true)
        const suppressed = await rig.system.dump()
        demand(
          missingFrom(before, suppressed) !== null,
          'suppress answered done, and nothing in the system changed: the next import would bring the person back',
        )
        const lost = missingFrom(suppressed, rig.withoutTarget)
        demand(lost === null, `suppressing the target changed ${lost}, which is not the target’s`)
        const came = leavesIn(suppressed).filter(({ text }) => !known.has(text))
        const values = [...identifiers, ...rig.target.identifiers].map(({ value }) => value.toLowerCase())
        demand(
          rig.system.listsInClear !== undefined || foundIn(came, values).length === 0,
          'the list of whom not to take in holds identifiers in clear: keep a keyed hash, or say in "listsInClear" of ' +
            'the system why it cannot',
        )
        await setSuppressed(rig, identifiers, true)
        demandUnchanged(await rig.system.dump(), suppressed, 'suppressing a second time changed the system')
        await setSuppressed(rig, identifiers, false)
        demandUnchanged(await rig.system.dump(), before, 'lifting a suppression must make all as it was')
        await setSuppressed(rig, identifiers, false)
        demandUnchanged(await rig.system.dump(), before, 'lifting it a second time changed the system')
      }),
  },
  {
    id: 'X14',
    title: 'an import after erasing and suppressing brings nobody back, until it is lifted',
    needs: ['resync'],
    appliesTo: ({ suppress }) => suppress !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const identifiers = asked(rig.target)
        await carryOut(rig, await planEverything(rig, await rig.locate(rig.target)))
        await setSuppressed(rig, identifiers, true)
        await rig.system.resync?.('target')
        const [back] = await rig.find(rig.target)
        demand(
          back?.status === 'absent',
          `after erasing, suppressing and an import, find answers "${back?.status}": the import has to be kept from taking the person in`,
        )
        await setSuppressed(rig, identifiers, false)
        await rig.system.resync?.('target')
        const [again] = await rig.find(rig.target)
        demand(
          again?.status === 'found',
          'after lifting the suppression an import still does not take the person in: does "resync" import at all?',
        )
      }),
  },
]

async function setSuppressed(
  rig: Rig,
  identifiers: readonly Identifier[],
  suppressed: boolean,
): Promise<void> {
  const asked = [{ key: `suppress ${suppressed}`, identifiers, suppressed }]
  const answers = (await rig.connector.suppress?.(asked, rig.context)) ?? []
  demandEqual(
    answers.map(({ status }) => status),
    ['done'],
    `suppress (${suppressed}) must be done, also a second time`,
  )
}
