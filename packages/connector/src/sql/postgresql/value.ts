import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from '../column-type.ts'
import { asJsonb } from './json.ts'
import { inUtc } from './key.ts'

type How = { readonly wantsText: boolean; readonly timesAreUtc: boolean }

/** The column as a value in JSON: `readable` is the column, without placeholders. */
export function valueOf(column: Column, readable: SQL, { wantsText, timesAreUtc }: How): SQL {
  switch (baseTypeOf(column)) {
    // JSON numbers would lose digits of these
    case 'numeric':
    case 'bigint':
    case 'bigserial':
      return sql`${column}::text`
    case 'timestamp with time zone':
      return inUtc(column)
    case 'timestamp':
    case 'timestamp without time zone':
      return timesAreUtc ? sql`(to_jsonb(${column}) #>> '{}') || 'Z'` : readable
    // each of a list, too
    case 'bigint[]':
    case 'numeric[]':
      return sql`${column}::text[]`
    case 'json':
      return asJsonb(column)
    case 'jsonb':
      return sql`${column}`
    case 'integer':
    case 'serial':
    case 'smallint':
    case 'smallserial':
    case 'real':
    case 'double precision':
      return wantsText ? sql`${column}::text` : sql`${column}`
    default:
      return readable
  }
}

/**
 * One JSON object; null is the value of what is not mapped. As text, since a tree that is only sent away costs twice as
 * much, but with the keys in the order that a tree has.
 */
export function object(pairs: readonly (readonly [name: string, value: SQL | null])[]): SQL {
  const parts = pairs
    .toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    .map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value ?? sql`null::text`}`)
  return sql`json_build_object(${sql.join(parts, sql`, `)})`
}
