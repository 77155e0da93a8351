import type { Seal } from '../store/seal.ts'
import { hasValue } from './decide.ts'

/** A keyed hash by which a kept record is known again, and nothing else. */
export function fingerprintOf(
  holding: string,
  ref: string,
  values: Readonly<Record<string, unknown>>,
  seal: Seal,
): string {
  return seal.hash('kept record', JSON.stringify([holding, ref, sortedEntries(values)]))
}

/** In the order of the entries as texts, each of which is made once; of plain names the name alone decides. */
function sortedEntries(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  const names = Object.keys(values)
  if (names.every((name) => /^\w*$/.test(name))) return names.toSorted().map((name) => [name, values[name]])
  return Object.entries(values)
    .map((entry) => ({ entry, text: String(entry) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ entry }) => entry)
}

/** What is left of a record when some fields are emptied. */
export function stayingValues(data: unknown, emptied: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(typeof data === 'object' && data !== null ? data : {})
  return Object.fromEntries(entries.filter(([name, value]) => !emptied.includes(name) && hasValue(value)))
}
