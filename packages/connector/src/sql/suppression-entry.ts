import { normalizeIdentifier, type IdentifierKind } from '@rechtop/schema'
import type { Suppression } from '../right.ts'
import type { SuppressionTable } from './declaration.ts'
import type { Placed } from './outcomes.ts'

/** One identifier to put on the list or off it. `order`: the suppression that asked for it first. */
export type Entry = Placed & {
  readonly kind: IdentifierKind
  readonly value: string
  readonly suppressed: boolean
}

/** The entries of all suppressions, each once, and which of them each suppression asks for. */
export type Entries = { readonly entries: readonly Entry[]; readonly asked: readonly (readonly Entry[])[] }

/** Identifiers in their normal form, of the kinds that the list holds. Of what is asked twice the last counts. */
export function entriesOf(
  identifiers: SuppressionTable['identifiers'],
  suppressions: readonly Suppression[],
): Entries {
  const entries = new Map<string, Entry>()
  const names = suppressions.map((suppression, order) =>
    suppression.identifiers.flatMap((given) => {
      const { kind, value } = normalizeIdentifier(given)
      // an empty entry would keep out everybody of whom nothing is known
      if (value === '' || identifiers[kind] === undefined) return []
      const name = `${kind} ${value}`
      const { suppressed } = suppression
      const before = entries.get(name) ?? { index: entries.size, order }
      entries.set(name, { ...before, kind, value, suppressed })
      return [name]
    }),
  )
  return {
    entries: [...entries.values()],
    asked: names.map((ofOne) => [...new Set(ofOne)].flatMap((name) => entries.get(name) ?? [])),
  }
}
