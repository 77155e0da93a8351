import type { Seal } from '../store/seal.ts'
import { hasValue } from './decide.ts'

/** A keyed hash by which a kept record is known again, and nothing else. */
export function fingerprintOf(
  holding: string,
  ref: string,
  values: Readonly<Record<string, unknown>>,
  seal: Seal,
): string {
  return seal.hash('kept record', JSON.stringify([holding, ref, Object.entries(values).toSorted()]))
}

/** What is left of a record when some fields are emptied. */
export function stayingValues(data: unknown, emptied: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(typeof data === 'object' && data !== null ? data : {})
  return Object.fromEntries(entries.filter(([name, value]) => !emptied.includes(name) && hasValue(value)))
}
