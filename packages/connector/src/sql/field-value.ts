import { is, sql, Column, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { dialectOf } from './dialect.ts'
import { jsonAt, jsonTextAt, readable } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import type { RowHolding } from './resolved.ts'

/** The record's data as one JSON value, made by the database: every field of the record type, null where unmapped. */
export function recordData(holding: RowHolding): SQL {
  const texts = textFieldsOf(holding)
  const { object, valueOf } = dialectOf(holding.rows.table)
  return object(
    holding.type.fields.map((field) => {
      const source = holding.rows.fields[field]
      if (source === undefined) return [field, null]
      const wantsText = texts.has(field)
      const how = { wantsText, timesAreUtc: holding.rows.timesAreUtc }
      if (isJsonPath(source)) return [field, wantsText ? jsonTextAt(source) : jsonAt(source)]
      return [field, is(source, Column) ? valueOf(source, readable(source), how) : sql`(${source})`]
    }),
  )
}

/** The fields whose schema takes text and no number: a customer number that the table has as an integer. */
export function textFieldsOf({ type }: RowHolding): ReadonlySet<string> {
  const known = textFields.get(type)
  if (known !== undefined) return known
  const schema = Properties.parse(z.toJSONSchema(type.schema))
  const fields = Object.entries(schema.properties).filter(([, { type, anyOf }]) => {
    const types = [type, ...(anyOf ?? []).map((option) => option.type)].flat()
    return types.includes('string') && !types.includes('number') && !types.includes('integer')
  })
  const texts = new Set(fields.map(([field]) => field))
  textFields.set(type, texts)
  return texts
}

/** By record type, since working a schema out takes as long as a statement. */
const textFields = new WeakMap<RowHolding['type'], ReadonlySet<string>>()

const Option = z.object({ type: z.union([z.string(), z.array(z.string())]).optional() })
const Properties = z.object({
  properties: z.record(z.string(), Option.extend({ anyOf: z.array(Option).optional() })),
})
