import { recordTypes, type RecordType } from '@rechtop/schema'
import { z } from 'zod'
import { camelCase, singularOf, wordsOf } from '../spelling.ts'
import type { Column, Table } from './catalog.ts'
import { shapeOf } from './column-type.ts'
import { meaningOf } from './meaning.ts'

/** Which column each field comes from. */
export type Mapping = readonly {
  readonly field: string
  readonly column: Column
  readonly reference?: boolean
}[]

const Type = z.union([z.string(), z.array(z.string())]).optional()
const Field = z.object({ type: Type, anyOf: z.array(z.object({ type: Type })).optional() })
const Properties = z.object({ properties: z.record(z.string(), Field) })

type Candidate = { readonly type: RecordType; readonly types: ReadonlyMap<string, string> }
const candidates: readonly Candidate[] = Object.values(recordTypes).map((type: RecordType) => {
  const { properties } = Properties.parse(z.toJSONSchema(type.schema))
  const types = Object.entries(properties).map(
    ([field, { type, anyOf }]) => [field, [type ?? anyOf?.[0]?.type ?? []].flat()[0] ?? ''] as const,
  )
  return { type, types: new Map(types) }
})

/** The record type that all have and that takes all these columns of a table, and a good part of it; null when none does. */
export function fittingType(
  table: Table,
  columns: readonly Column[],
): { readonly type: RecordType; readonly mapping: Mapping } | null {
  const fits = candidates.flatMap(({ type, types }) => {
    const mapping = mappingOf(columns, types)
    if (mapping === null || columns.length === 0) return []
    const isNamesake = wordsOf(type.name).join() === wordsOf(singularOf(table.name)).join()
    const share = columns.length / type.fields.length
    return isNamesake || share >= 0.4 ? [{ type, mapping, score: share + (isNamesake ? 1 : 0) }] : []
  })
  return fits.toSorted((one, other) => other.score - one.score)[0] ?? null
}

/** Every column in a field of its own; null when one has none. */
function mappingOf(columns: readonly Column[], types: ReadonlyMap<string, string>): Mapping | null {
  const used = new Set<string>()
  const mapping = columns.flatMap((column) => {
    const field = fieldsFor(column).find((field) => !used.has(field) && isTaken(column, types.get(field)))
    if (field === undefined) return []
    used.add(field)
    return { field, column }
  })
  return mapping.length === columns.length ? mapping : null
}

const times = ['at', 'seenAt', 'viewedAt', 'chosenAt', 'createdAt', 'subscribedAt']

function fieldsFor(column: Column): string[] {
  const meaning = meaningOf(column.name)
  const isTime =
    shapeOf(column) === 'date-time' && /(^|_)(at|on|time|timestamp|date|tijdstip|datum)$/i.test(column.name)
  return [
    camelCase(column.name),
    ...(meaning === null || meaning.of !== '' ? [] : meaning.meaning.fields),
    ...(isTime ? times : []),
  ]
}

function isTaken(column: Column, type: string | undefined): boolean {
  const shape = shapeOf(column)
  if (type === 'string') return ['text', 'number', 'date', 'date-time'].includes(shape)
  if (type === 'boolean') return shape === 'boolean'
  return type === 'array' && (shape === 'list' || shape === 'json')
}
