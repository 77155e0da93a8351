import { identifierKinds, type IdentifierKind } from '@rechtop/schema'
import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { IdentifierColumn } from './declaration.ts'
import { isText, keyTypeOf } from './key-type.ts'

type Identifiers = { readonly [Kind in IdentifierKind]?: IdentifierColumn }

/** An identifier column with its options spelled out. */
export type Identifying = {
  readonly kind: IdentifierKind
  readonly column: PgColumn
  readonly normalized: boolean
  readonly learnOnly: boolean
  readonly partyWhen: SQL | null
}

/** The identifier columns, in the order of the kinds. */
export function identifyingColumns(identifiers: Identifiers): Identifying[] {
  return identifierKinds.flatMap((kind) => {
    const declared = identifiers[kind]
    if (declared === undefined) return []
    const options = 'column' in declared ? declared : { column: declared }
    return {
      kind,
      column: options.column,
      normalized: 'normalized' in options,
      learnOnly: 'learnOnly' in options,
      partyWhen: 'partyWhen' in options ? (options.partyWhen ?? null) : null,
    }
  })
}

/** The columns that are searched by. */
export function searchedColumns(identifiers: Identifiers): Identifying[] {
  return identifyingColumns(identifiers).filter((identifying) => !identifying.learnOnly)
}

/** The asked value as the column would hold it; null when it cannot hold it, so that nothing can be equal. */
export function asStored({ column }: Identifying, value: string): string | null {
  const type = keyTypeOf(column)
  const stored = type?.sql === 'uuid' ? value.toLowerCase() : value
  return type?.fits(stored) === true ? stored : null
}

/**
 * Holds for rows whose identifier is the asked one (`from.kind`, `from.value`) after normalisation on both sides.
 * Each expression is the one to put an index on.
 */
export function isAsked({ kind, column, normalized }: Identifying, from: SQL): SQL {
  const ofKind = sql`${from}.kind = ${sql.raw(`'${kind}'`)}`
  if (!isText(column)) {
    // CASE, since values of other kinds have other forms and a cast of them would fail
    const type = sql.raw(keyTypeOf(column)?.sql ?? 'text')
    return sql`${ofKind} and ${column} = case when ${ofKind} then cast(${from}.value as ${type}) end`
  }
  return sql`${ofKind} and ${normalized ? sql`${column}` : normalForm(kind, column)} = ${from}.value`
}

// what JavaScript trims and PostgreSQL by itself does not: tabs, line ends, no-break spaces
const blank = sql.raw(String.raw`E' \t\r\n\u00a0\ufeff'`)

function normalForm(kind: IdentifierKind, column: PgColumn): SQL {
  if (kind === 'email') return sql`lower(btrim(${column}, ${blank}))`
  if (kind === 'phone') return sql`right(regexp_replace(${column}, '\\D', '', 'g'), 9)`
  return sql`btrim(${column}, ${blank})`
}
