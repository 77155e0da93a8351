import type { Category } from '@rechtop/schema'
import { camelCase, singularOf } from '../spelling.ts'
import type { Column, Table } from './catalog.ts'
import { shapeOf } from './column-type.ts'
import { free, ownTypeName } from './identifiers.ts'
import { meaningOf } from './meaning.ts'
import type { OwnField, OwnType } from './proposal.ts'

/**
 * A record type for the columns of a table that fit none of the shared ones. Where a name tells no category, that of most
 * others stands in; it is asked.
 */
export function ownType(connector: string, table: Table, columns: readonly Column[]): OwnType {
  const category = commonest(columns) ?? 'account'
  const used = new Set(['id', 'stored', 'system'])
  const fields = columns.map((column): OwnField => {
    const known = meaningOf(column.name)?.meaning
    const camel = camelCase(column.name)
    return {
      field: free(used, [camel, `${camel}Value`]),
      column,
      category: known?.category ?? category,
      guessed: known !== undefined && known.name !== 'birthDate',
      reference: table.foreignKeys.some((key) => key.columns.includes(column.name)),
      format: formatOf(column, known?.format ?? null),
    }
  })
  return { own: true, name: ownTypeName(connector, singularOf(table.name)), table, category, fields }
}

function commonest(columns: readonly Column[]): Category | undefined {
  const known = columns.flatMap(({ name }) => meaningOf(name)?.meaning.category ?? [])
  const counts = Map.groupBy(known, (category) => category)
  return [...counts].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0]
}

function formatOf(column: Column, known: string | null): string | null {
  const shape = shapeOf(column)
  if (shape === 'date' || shape === 'date-time') return shape
  return shape === 'text' ? known : null
}
