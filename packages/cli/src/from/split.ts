import { EmailAddress, PersonName, PhoneNumber, PostalAddress, type RecordType } from '@rechtop/schema'
import { nameOf, type Column, type Table } from './catalog.ts'
import { canBeEmptied, shapeOf } from './column-type.ts'
import { meaningOf } from './meaning.ts'
import type { Mapping } from './record-fit.ts'

/** Columns of a row that are one kind of data, with the words before their names: `billing`. */
export type Part = { readonly type: RecordType; readonly of: string; readonly mapping: Mapping }

const partTypes: readonly (readonly [type: RecordType, least: number, needs: readonly string[]])[] = [
  [PersonName, 1, ['givenName', 'familyName', 'fullName']],
  [PostalAddress, 2, ['street', 'postalCode', 'city']],
  [EmailAddress, 1, ['address']],
  [PhoneNumber, 1, ['number']],
]

/** Parts that have purposes and terms of their own, and the columns that are in none. */
export function splitRow(
  table: Table,
  columns: readonly Column[],
): { readonly parts: readonly Part[]; readonly rest: readonly Column[] } {
  const owned = new Set([...table.primaryKey, ...table.foreignKeys.flatMap((key) => key.columns)])
  const fit = columns.filter(
    (column) => !owned.has(column.name) && canBeEmptied(column) && shapeOf(column) === 'text',
  )
  const parts = partTypes.flatMap(([type, least, needs]) =>
    groupsOf(fit, type).filter(
      ({ mapping }) => mapping.length >= least && mapping.some(({ field }) => needs.includes(field)),
    ),
  )
  const inParts = new Set(parts.flatMap(({ mapping }) => mapping.map(({ column }) => column.name)))
  return { parts, rest: columns.filter(({ name }) => !inParts.has(name)) }
}

function groupsOf(columns: readonly Column[], type: RecordType): Part[] {
  const groups = new Map<string, { field: string; column: Column }[]>()
  for (const column of columns) {
    const found = meaningOf(column.name)
    const field = found?.meaning.fields.find((field) => isFieldOf(type, field, found.meaning.category))
    if (found === null || field === undefined) continue
    const group = groups.get(found.of) ?? []
    // two columns for one field: the second stays with the row
    if (!group.some((one) => one.field === field)) groups.set(found.of, [...group, { field, column }])
  }
  return [...groups].map(([of, mapping]) => ({ type, of, mapping }))
}

/** Not only the same word: the name of a company is no name of a person. */
function isFieldOf(type: RecordType, field: string, category: string): boolean {
  return type.fields.includes(field) && type.categories[field] === category
}

export const isSameTable = (one: Table, other: Table): boolean => nameOf(one) === nameOf(other)
