import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from '../column-type.ts'
import { instantText } from './key.ts'
import { utf8 } from './text.ts'

/** The column as a value in JSON, as PostgreSQL would give it: `readable` is the column, without placeholders. */
export function valueOf(column: Column, readable: SQL, { wantsText }: { readonly wantsText: boolean }): SQL {
  switch (baseTypeOf(column).replace(' unsigned', '')) {
    case 'boolean':
      return sql`${column} <> 0`
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'year':
    case 'float':
    case 'double':
    case 'real':
      return wantsText ? sql`cast(${column} as char)` : sql`${column}`
    // JSON numbers would lose digits of these
    case 'bigint':
    case 'serial':
    case 'decimal':
    case 'time':
    case 'uuid':
      return sql`cast(${column} as char)`
    case 'date':
      return sql`nullif(cast(${column} as char), '0000-00-00')`
    case 'datetime':
    case 'timestamp':
      return instantText(column)
    case 'json':
      // also where the column is only a text
      return sql`json_extract(${column}, '$')`
    case 'binary':
    case 'varbinary':
    case 'blob':
      return sql`lower(hex(${column}))`
    default:
      return utf8(readable)
  }
}

/** One JSON object; null is the value of what is not mapped. */
export function object(pairs: readonly (readonly [name: string, value: SQL | null])[]): SQL {
  const parts = pairs.map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value ?? sql`null`}`)
  return sql`json_object(${sql.join(parts, sql`, `)})`
}
