import type { Json } from '@rechtop/schema'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { missingFrom } from './json-comparison.ts'
import { withRig, type Rig } from './rig.ts'

/** What `restrict` promises. */
export const restrictProperties: readonly Property[] = [
  {
    id: 'O2',
    title: 'a restriction is of the target alone, is told by find, leaves the data, and can be lifted',
    appliesTo: ({ restrict }) => restrict !== undefined,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const locators = await rig.locate(rig.target)
        const before = await rig.system.dump()
        const data = await rig.read(locators)
        await setRestricted(rig, locators, true)
        const restricted = await rig.system.dump()
        demand(
          missingFrom(restricted, before) !== null || missingFrom(before, restricted) !== null,
          'restrict answered done, and nothing in the system changed: who uses the system cannot know of it',
        )
        const lost = missingFrom(restricted, rig.withoutTarget)
        demand(lost === null, `restricting the target changed ${lost}, which is not the target’s`)
        demandEqual(await rig.read(locators), data, 'a restriction leaves the data as they are')
        demandEqual(
          await told(rig),
          [true, false, false],
          'find must mark the restricted match, and no other',
        )
        await setRestricted(rig, locators, true)
        demandUnchanged(await rig.system.dump(), restricted, 'restricting a second time changed the system')
        await setRestricted(rig, locators, false)
        demandUnchanged(await rig.system.dump(), before, 'lifting a restriction must make all as it was')
        demandEqual(
          await told(rig),
          [false, false, false],
          'find still marks a match whose restriction was lifted',
        )
      }),
  },
]

async function setRestricted(rig: Rig, locators: readonly Json[], restricted: boolean): Promise<void> {
  const asked = locators.map((locator, at) => ({ key: `${restricted} ${at}`, locator, restricted }))
  const answers = (await rig.connector.restrict?.(asked, rig.context)) ?? []
  demand(answers.length === locators.length, 'restrict must answer once per match, in order')
  // a system may know restriction of accounts and not of browsers
  const refused = answers.filter(({ status }) => status !== 'done' && status !== 'unsupported')
  demandEqual(refused, [], `restrict (${restricted}) must be done, also a second time, or "unsupported"`)
  demand(
    answers.some(({ status }) => status === 'done'),
    'no match of the target could be restricted: then leave "restrict" out',
  )
}

/** Whether find says of target, neighbour and stranger that they are restricted. */
async function told(rig: Rig): Promise<boolean[]> {
  const answers = await rig.find(rig.target, rig.neighbour, rig.stranger)
  return answers.map(
    (located) => located.status === 'found' && located.matches.some(({ restricted }) => restricted === true),
  )
}
