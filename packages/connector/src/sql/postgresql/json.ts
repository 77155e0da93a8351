import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from '../column-type.ts'
import type { JsonPath } from '../json-path.ts'

export function isJson(column: Column): boolean {
  return ['json', 'jsonb'].includes(baseTypeOf(column))
}

/** A JSON column in the form in which it can be compared and taken apart. */
export function asJsonb(column: Column): SQL {
  return baseTypeOf(column) === 'json' ? sql`${column}::jsonb` : sql`${column}`
}

/** The value at a path, as JSON. */
export function jsonAt({ json, path }: JsonPath): SQL {
  return sql`${asJsonb(json)} #> ${pathText(path)}`
}

/** The value at a path, as text; null where there is none, or a JSON null. */
export function jsonTextAt({ json, path }: JsonPath): SQL {
  return sql`${asJsonb(json)} #>> ${pathText(path)}`
}

/** The document without the values at these paths. */
export function withoutPaths(json: Column, paths: readonly JsonPath[]): SQL {
  const left = paths.reduce((document, { path }) => sql`${document} #- ${pathText(path)}`, asJsonb(json))
  // a scalar has no paths, and the database refuses to look for one
  return sql`(case when jsonb_typeof(${asJsonb(json)}) = 'object' then ${left} else ${asJsonb(json)} end)::${sql.raw(baseTypeOf(json))}`
}

/** A constant list, built here so that no driver turns an array into text. */
function pathText(path: readonly string[]): SQL {
  return sql`array[${sql.join(
    path.map((key) => sql`${key}`),
    sql`, `,
  )}]::text[]`
}
