import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf, lengthOf } from '../column-type.ts'
import { digitsIn, lengths, placeholderStart } from '../placeholder.ts'
import { isJson } from './json.ts'
import { isText } from './key.ts'
import { bytes, literal } from './text.ts'

/** What a column holds that is emptied and cannot be null; null when it has no such value. */
export function fillerOf(column: Column, isEmail: boolean): SQL | null {
  if (isJson(column))
    return sql`case json_type(${column}) when 'ARRAY' then '[]' when 'OBJECT' then '{}' else 'null' end`
  if (!isText(column) || ['char', 'enum'].includes(baseTypeOf(column))) return null
  const length = baseTypeOf(column) === 'varchar' ? lengthOf(column) : Infinity
  if (length < lengths.shortest) return null
  if (length < lengths.uuid) {
    return sql`concat('erased-', left(lower(hex(random_bytes(16))), ${sql.raw(String(digitsIn(length)))}))`
  }
  const end = isEmail && length >= lengths.email ? sql`, '@erased.invalid'` : sql``
  return sql`concat('erased-', ${randomUuid}${end})`
}

/** Holds while a column that cannot be null has a value that is no filler. */
export function isFilled(column: Column): SQL {
  if (isJson(column)) {
    const isEmpty = sql`json_type(${column}) = 'NULL' or (json_type(${column}) <> 'STRING' and json_length(${column}) = 0)`
    return sql`(${isEmpty}) is not true`
  }
  if (!isText(column)) return sql`${column} is not null`
  // on bytes, since a collation may ignore case; \z, since $ accepts a line end
  return sql`not (${bytes(sql`${column}`)} regexp ${literal(`${placeholderStart}\\z`)})`
}

const randomUuid = sql.raw(`lower(concat_ws('-', hex(random_bytes(4)), hex(random_bytes(2)),
  concat('4', substr(hex(random_bytes(2)), 2)),
  concat(substr('89ab', 1 + (ascii(random_bytes(1)) & 3), 1), substr(hex(random_bytes(2)), 2)), hex(random_bytes(6))))`)
