import { identifierKinds } from '@rechtop/schema'
import type { Located } from '../find.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual, demandUnchanged } from './demand.ts'
import { canonical } from './json-comparison.ts'
import { asked, withRig } from './rig.ts'

/** How many subjects are more than a system takes in one request, where it does not say. */
const many = 101

/** What `find` promises. */
export const findProperties: readonly Property[] = [
  {
    id: 'F1',
    title: 'find answers once per subject, in order, also for the same one twice, for none and for very many',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const answers = await rig.find(rig.target, rig.stranger, rig.neighbour, rig.target)
        demandEqual(answers.length, 4, 'find must answer once per subject')
        demandEqual(comparable(answers[3]), comparable(answers[0]), 'one subject asked twice got two answers')
        demand(
          comparable(answers[0]) !== comparable(answers[1]),
          'two subjects got one answer; keep the order',
        )
        demandEqual(await rig.find(), [], 'find of no subjects must answer with an empty list')
        const size = (rig.system.page ?? many) + 1
        const people = Array.from({ length: size }, (_, at) => (at === size - 1 ? rig.target : rig.stranger))
        const crowd = await rig.find(...people)
        demandEqual(crowd.length, size, `find of ${size} subjects must answer ${size} times`)
        demandEqual(
          comparable(crowd.at(-1)),
          comparable(answers[0]),
          'the last of very many subjects got another answer than alone: split what is more than one request takes',
        )
      }),
  },
  {
    id: 'F2',
    title: 'find gives the same answer however the subjects are split and ordered',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const people = [rig.target, rig.neighbour, rig.stranger]
        const together = (await rig.find(...people)).map(comparable)
        const reversed = (await rig.find(...people.toReversed())).map(comparable).toReversed()
        demandEqual(reversed, together, 'the order of the subjects changes what is found')
        for (const [index, person] of people.entries()) {
          const [alone] = await rig.find(person)
          demandEqual(comparable(alone), together[index], 'who is asked along changes what is found')
        }
      }),
  },
  {
    id: 'F3',
    title: 'every identifier of the target finds the target by itself',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        for (const identifier of asked(rig.target)) {
          const [alone] = await rig.connector.find([[identifier]], rig.context)
          demand(
            alone?.status === 'found',
            `"${identifier.kind}" alone finds nobody: normalise the stored side too`,
          )
          const hits = alone.matches.every(({ by }) =>
            by.some((hit) => canonical(hit) === canonical(identifier)),
          )
          demand(
            hits,
            `a match by "${identifier.kind}" does not name, in "by", the identifier as it was asked`,
          )
        }
      }),
  },
  {
    id: 'F4',
    title: 'who cannot be searched is unsearchable; who was searched and is not there is absent',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const kinds = rig.connector.identifiers
        const foreign = identifierKinds
          .filter((kind) => !kinds.includes(kind))
          .map((kind) => ({ kind, value: '7' }))
        const nobody = kinds.map((kind) => ({ kind, value: nobodys[kind] }))
        const [none, other, absent] = await rig.connector.find([[], foreign, nobody], rig.context)
        for (const answer of [none, other]) {
          demand(
            answer?.status === 'unsearchable',
            'a subject without a searchable identifier is "unsearchable"',
          )
          demandEqual(
            answer.needs.toSorted(),
            kinds.toSorted(),
            '"needs" names the kinds that it can be searched by',
          )
        }
        demand(absent?.status === 'absent', 'who was searched for and is not there is "absent"')
        demandEqual(absent.by.toSorted(), kinds.toSorted(), '"by" names the kinds that were searched for')
      }),
  },
  {
    id: 'F5',
    title: 'find never takes the neighbour or the stranger for the target',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const [target, ...others] = await rig.find(rig.target, rig.neighbour, rig.stranger)
        const theirs = others.flatMap((other) => equalLocators(other))
        const both = equalLocators(target).filter((locator) => theirs.includes(locator))
        demandEqual(both, [], 'compare whole normalised identifiers: part of an address is somebody else')
      }),
  },
  {
    id: 'F6',
    title: 'find and export write nothing',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const before = await rig.system.dump()
        await rig.read(await rig.locate(rig.target))
        demandUnchanged(await rig.system.dump(), before, 'looking changed the system')
      }),
  },
]

const nobodys = {
  email: 'nobody.at.all@unknown.test',
  phone: '999999999',
  customerNumber: 'no-such-number',
  accountId: 'no-such-account',
  externalId: 'no-such-id',
  cookieId: 'no-such-cookie',
} as const

function equalLocators(located: Located<unknown> | undefined): string[] {
  if (located?.status !== 'found') return []
  return located.matches
    .filter(({ certainty }) => certainty === 'equal')
    .map(({ locator }) => canonical(locator))
}

/** An answer without the order of its matches, which means nothing. */
function comparable(located: Located<unknown> | undefined): string {
  if (located?.status !== 'found') return canonical(located)
  return canonical({ ...located, matches: located.matches.map(canonical).sort() })
}
