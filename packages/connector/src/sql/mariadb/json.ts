import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from '../column-type.ts'
import type { JsonPath } from '../json-path.ts'
import { literal } from './text.ts'

export function isJson(column: Column): boolean {
  return baseTypeOf(column) === 'json'
}

/** The value at a path, as JSON. */
export function jsonAt({ json, path }: JsonPath): SQL {
  return sql`json_extract(${json}, ${pathText(path)})`
}

/** The value at a path, as text; null where there is none, or a JSON null. */
export function jsonTextAt(path: JsonPath): SQL {
  return sql`case when json_type(${jsonAt(path)}) <> 'NULL' then json_unquote(${jsonAt(path)}) end`
}

/** The document without the values at these paths. What is no JSON has no such value, and stays. */
export function withoutPaths(json: Column, paths: readonly JsonPath[]): SQL {
  const keys = paths.map(({ path }) => pathText(path))
  return sql`if(json_valid(${json}), json_remove(${json}, ${sql.join(keys, sql`, `)}), ${json})`
}

function pathText(path: readonly string[]): SQL {
  return literal(`$${path.map((key) => `.${JSON.stringify(key)}`).join('')}`)
}
