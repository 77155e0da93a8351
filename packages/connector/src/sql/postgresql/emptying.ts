import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf, lengthOf } from '../column-type.ts'
import { digitsIn, lengths, placeholderStart } from '../placeholder.ts'
import { asJsonb, isJson } from './json.ts'
import { isText } from './key.ts'

/** What a column holds that is emptied and cannot be null; null when it has no such value. */
export function fillerOf(column: Column, isEmail: boolean): SQL | null {
  if (isList(column)) return sql`'{}'`
  if (isJson(column))
    return sql`case jsonb_typeof(${asJsonb(column)}) when 'array' then '[]' when 'object' then '{}'
    else 'null' end::${sql.raw(baseTypeOf(column))}`
  if (!isText(column) || baseTypeOf(column) === 'char') return null
  const length = lengthOf(column)
  if (length < lengths.shortest) return null
  if (length < lengths.uuid) {
    const digits = sql.raw(String(digitsIn(length)))
    return sql`'erased-' || left(replace(gen_random_uuid()::text, '-', ''), ${digits})`
  }
  const placeholder = sql`'erased-' || gen_random_uuid()::text`
  return isEmail && length >= lengths.email ? sql`${placeholder} || '@erased.invalid'` : placeholder
}

/** Holds while a column that cannot be null has a value that is no filler. */
export function isFilled(column: Column): SQL {
  if (isList(column)) return sql`cardinality(${column}) > 0`
  if (isJson(column)) return sql`${asJsonb(column)} not in ('[]', '{}', 'null')`
  if (!isText(column)) return sql`${column} is not null`
  // the regular expression is dear, and hardly any text needs it
  return sql`(${column} not like 'erased-%' or ${column} !~ ${sql.raw(`'${placeholderStart}$'`)})`
}

const isList = (column: Column): boolean => column.getSQLType().endsWith(']')
