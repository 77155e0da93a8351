import { normalizeIdentifier } from '@rechtop/schema'
import type { Planted } from './conformance-system.ts'
import { textsIn } from './json-comparison.ts'
import type { Rig } from './rig.ts'

/** What only the target holds of all that was planted, in lower case: texts that nobody else's records contain. */
export function textsOfTarget(rig: Rig): string[] {
  return without(texts(rig.target), [...texts(rig.neighbour), ...texts(rig.stranger)])
}

/** What only the neighbour and the stranger hold, in lower case. */
export function textsOfOthers(rig: Rig): string[] {
  return without([...texts(rig.neighbour), ...texts(rig.stranger)], texts(rig.target))
}

/** What only the records of the target in these holdings hold, in lower case. */
export function textsOfHoldings(rig: Rig, holdings: readonly string[]): string[] {
  const { records, ...person } = rig.target
  const isOne = ([holding]: [string, unknown]): boolean => holdings.includes(holding)
  const [ones, others] = [
    Object.entries(records).filter(isOne),
    Object.entries(records).filter((entry) => !isOne(entry)),
  ].map((entries) => texts({ ...person, records: Object.fromEntries(entries), identifiers: [] }))
  return without(ones ?? [], [...(others ?? []), ...texts(rig.neighbour), ...texts(rig.stranger)])
}

/** What came into the system with the target, whether a holding shows it or not (a password hash). */
export async function textsThatCame(rig: Rig): Promise<string[]> {
  const lower = (values: unknown): string[] => textsIn(values).map((text) => text.toLowerCase())
  return without(lower(await rig.system.dump()), lower(rig.withoutTarget))
}

/** Those of the texts that occur somewhere in these values. */
export function foundIn(values: unknown, searched: readonly string[]): string[] {
  const held = textsIn(values).join('\n').toLowerCase()
  return searched.filter((text) => held.includes(text))
}

/** Short texts (a country, a currency) are found in anything. */
const shortest = 5

function without(own: readonly string[], others: readonly string[]): string[] {
  const distinctive = [...new Set(own.filter((text) => text.length >= shortest))]
  const foreign = [...new Set(others)].join('\n')
  return distinctive.filter((text) => !foreign.includes(text))
}

/** As it was planted, and the identifiers also as they are asked. */
function texts({ identifiers, records }: Planted): string[] {
  const asked = identifiers.map((identifier) => normalizeIdentifier(identifier).value)
  const planted = Object.values(records).flatMap((list) => list.flatMap((record) => Object.values(record)))
  const all = [...asked, ...identifiers.map(({ value }) => value), ...planted.flatMap(textsIn)]
  return all.map((text) => text.trim().toLowerCase())
}
