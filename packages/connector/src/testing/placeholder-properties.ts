import { createHash } from 'node:crypto'
import type { Outcome } from '../erase.ts'
import { eraseOnce } from './carry-out.ts'
import type { Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { leavesIn, type Leaf } from './json-comparison.ts'
import { byHolding, fieldsOf, withRig, type Rig } from './rig.ts'
import type { Line } from './whole-plan.ts'

/** What stands in the place of a value that was reduced. */
export const placeholderProperties: readonly Property[] = [
  {
    id: 'X13',
    title: 'what stands in the place of reduced values joins nobody and gives nothing away',
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const stood = leavesIn(await rig.system.dump()).map(({ text }) => text)
        for (const person of [rig.target, rig.neighbour]) await reduceAll(rig, await rig.locate(person))
        const known = new Set(stood)
        const written = leavesIn(await rig.system.dump()).filter(
          ({ text }) => !known.has(text) && text !== '' && !isTime(text),
        )
        const twice = written.filter(({ text }, at) => written.findIndex((leaf) => leaf.text === text) !== at)
        demandEqual(
          places(twice),
          [],
          'the same text was written here as in another reduced record, which joins their owners: make it random',
        )
        const contain = (parts: readonly string[], { text }: Leaf): boolean =>
          parts.some((part) => text.toLowerCase().includes(part))
        const values = [...known].filter((text) => text.length >= 5).map((text) => text.trim().toLowerCase())
        demandEqual(
          places(written.filter((leaf) => contain(values, leaf))),
          [],
          'a text that was written by reducing contains what stood in the system before',
        )
        const digests = [...known].flatMap(digestsOf)
        demandEqual(
          places(written.filter((leaf) => contain(digests, leaf))),
          [],
          'a text that was written by reducing is a hash of what stood there: whoever guesses the value can check it',
        )
      }),
  },
]

/** Reduces every field that a record has, each by itself, so that one that can't be reduced spares the others. */
async function reduceAll(rig: Rig, locators: Awaited<ReturnType<Rig['locate']>>): Promise<void> {
  for (const locator of locators) {
    for (const [holding, items] of byHolding(await rig.read([locator]))) {
      if (rig.connector.holdings[holding]?.grain === 'set') continue
      const select = { refs: items.map(({ ref }) => ref) }
      for (const field of new Set(items.flatMap((item) => [...fieldsOf(item).keys()]))) {
        const line: Line = { key: `${holding} ${field}`, holding, action: 'reduce', fields: [field], select }
        const [[outcome] = []] = await eraseOnce(rig, [{ locator, lines: [line] }])
        demandReduced(outcome, field, holding)
      }
    }
  }
}

/** Reduced, or said to be impossible: by the system as such, or by a rule of this one (a constraint). */
export function demandReduced(outcome: Outcome | undefined, field: string, holding: string): void {
  const isRefused = outcome?.status === 'failed' && outcome.failure.code === 'permanent'
  demand(
    isRefused || outcome?.status === 'done' || outcome?.status === 'unsupported',
    `reducing "${field}" of "${holding}" was answered with ${JSON.stringify(outcome)}: empty it, or answer "unsupported"`,
  )
}

const places = (leaves: readonly Leaf[]): string[] => leaves.map(({ path }) => path)
const isTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(text)

/** The beginnings of its plain hashes, in lower case: long enough that none is there by chance. */
function digestsOf(text: string): string[] {
  const forms = new Set([text, text.trim(), text.trim().toLowerCase()])
  return [...forms].flatMap((form) =>
    ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
      (['hex', 'base64', 'base64url'] as const).map((encoding) =>
        createHash(algorithm).update(form).digest(encoding).slice(0, 12).toLowerCase(),
      ),
    ),
  )
}
