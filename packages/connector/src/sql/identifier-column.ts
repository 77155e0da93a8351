import { identifierKinds, type IdentifierKind } from '@rechtop/schema'
import type { Column } from 'drizzle-orm'
import type { IdentifierColumn } from './declaration.ts'
import { dialectOf } from './dialect.ts'
import { keyTypeOf } from './key-type.ts'
import { pathOf } from './owner-path.ts'
import type { Identifying } from './resolved.ts'

type Identifiers = { readonly [Kind in IdentifierKind]?: IdentifierColumn }

/** The identifier columns with their options spelled out, in the order of the kinds. */
export function identifyingColumns(at: string, identifiers: Identifiers): Identifying[] {
  return identifierKinds.flatMap((kind) => {
    const declared = identifiers[kind]
    if (!Object.hasOwn(identifiers, kind)) return []
    if (declared === undefined || ('column' in declared && declared.column === undefined)) {
      throw new TypeError(`${at}: the column of "${kind}" is undefined; name one, or leave it out`)
    }
    const options = 'column' in declared ? declared : { column: declared }
    return {
      kind,
      column: options.column,
      owner:
        'owner' in options && options.owner !== undefined
          ? pathOf(`${at}, identifier ${kind}`, options.owner)
          : null,
      normalized: 'normalized' in options,
      learnOnly: 'learnOnly' in options,
      partyWhen: 'partyWhen' in options ? (options.partyWhen ?? null) : null,
    }
  })
}

/** The columns that are searched by. */
export function searchedColumns(identifiers: readonly Identifying[]): Identifying[] {
  return identifiers.filter(({ learnOnly }) => !learnOnly)
}

/** The asked value as the column would hold it; null when it cannot hold it, so that nothing can be equal. */
export function asStored({ column }: Identifying, value: string): string | null {
  const type = keyTypeOf(column)
  const stored = type?.family === 'uuid' ? value.toLowerCase() : value
  const isTooLong = Buffer.byteLength(stored) > dialectOf(column).longest
  return type?.fits(stored) === true && !isTooLong ? stored : null
}

export function identifyingColumnsOf(identifiers: readonly Identifying[]): Column[] {
  return identifiers.map(({ column }) => column)
}
