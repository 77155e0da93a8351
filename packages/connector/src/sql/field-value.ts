import { is, sql, type SQL } from 'drizzle-orm'
import { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { SqlHolding } from './declaration.ts'
import { readable } from './emptying.ts'
import { baseTypeOf } from './key-type.ts'

/** The record's data as one JSON value, made by the database: every field of the record type, null where unmapped. */
export function recordData(holding: SqlHolding): SQL {
  const texts = textFieldsOf(holding)
  const pairs = holding.type.fields.map((field) => {
    const source = holding.rows.fields[field]
    const value = source === undefined ? sql`null::text` : valueOf(source, texts.has(field))
    return sql`${sql.raw(`'${field}'`)}, ${value}`
  })
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)})`
}

function valueOf(source: PgColumn | SQL, wantsText: boolean): SQL {
  if (!is(source, PgColumn)) return sql`(${source})`
  switch (baseTypeOf(source)) {
    // JSON numbers would lose digits of these
    case 'numeric':
    case 'bigint':
    case 'bigserial':
      return sql`${source}::text`
    case 'timestamp with time zone':
      return inUtc(source)
    case 'json':
    case 'jsonb':
      return sql`${source}`
    case 'integer':
    case 'serial':
    case 'smallint':
    case 'smallserial':
      return wantsText ? sql`${source}::text` : sql`${source}`
    default:
      return readable(source)
  }
}

/** As ISO 8601 in UTC, whatever the connection's time zone is. */
function inUtc(column: PgColumn): SQL {
  return sql`(to_jsonb(${column} at time zone 'UTC') #>> '{}') || 'Z'`
}

/** The fields whose schema takes text and no number: a customer number that the table has as an integer. */
function textFieldsOf(holding: SqlHolding): Set<string> {
  const schema = Properties.parse(z.toJSONSchema(holding.type.schema))
  const fields = Object.entries(schema.properties).filter(([, { type, anyOf }]) => {
    const types = [type, ...(anyOf ?? []).map((option) => option.type)].flat()
    return types.includes('string') && !types.includes('number') && !types.includes('integer')
  })
  return new Set(fields.map(([field]) => field))
}

const Option = z.object({ type: z.union([z.string(), z.array(z.string())]).optional() })
const Properties = z.object({
  properties: z.record(z.string(), Option.extend({ anyOf: z.array(Option).optional() })),
})
