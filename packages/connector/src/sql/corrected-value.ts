import type { Json } from '@rechtop/schema'
import { sql, type Column, type SQL } from 'drizzle-orm'
import { asJsonb, columnOf, isJson, jsonAt, type Emptied } from './emptying.ts'
import { isJsonPath, type JsonPath } from './json-path.ts'
import { baseTypeOf } from './key-type.ts'

/** What a correction writes: a column, or one value in a JSON column. */
export type Target = {
  readonly field: string
  readonly place: Emptied
  /** The export shows it as text, whatever is stored. */
  readonly wantsText: boolean
}

/** The new values, in columns of what is asked: `given` by the names of columns, `inside` in the order of the paths. */
export function askedValues(
  targets: readonly Target[],
  values: Readonly<Record<string, Json>>,
): { readonly given: Json; readonly inside: Json } {
  const valueOf = ({ field }: Target): Json => values[field] ?? null
  const columns = targets.filter(({ place }) => !isJsonPath(place))
  return {
    given: Object.fromEntries(columns.map((target) => [columnOf(target.place).name, valueOf(target)])),
    inside: pathsIn(targets).map(valueOf),
  }
}
export const askedValueColumns = 'given jsonb, inside jsonb'

/** The assignments of an update that writes them. */
export function corrections(targets: readonly Target[]): SQL {
  return sql.join(
    writesOf(targets).map(({ column, value }) => sql`${sql.identifier(column.name)} = ${value}`),
    sql`, `,
  )
}

/** Holds while the row has other values. Compared as texts, because an equal number can be written otherwise. */
export function differs(targets: readonly Target[]): SQL {
  const differences = writesOf(targets).map(({ column, value }) =>
    isJson(column)
      ? sql`${asJsonb(column)} is distinct from (${value})::jsonb`
      : sql`${column}::text is distinct from (${value})::text`,
  )
  return differences.length === 0 ? sql`false` : sql`(${sql.join(differences, sql` or `)})`
}

type Write = { readonly column: Column; readonly value: SQL }
type Leaf = JsonPath & { readonly value: SQL }

const pathsIn = (targets: readonly Target[]): Target[] => targets.filter(({ place }) => isJsonPath(place))

function writesOf(targets: readonly Target[]): Write[] {
  const columns = targets.flatMap(({ place }) => (isJsonPath(place) ? [] : [place]))
  const leaves = pathsIn(targets).flatMap(({ place, wantsText }, at): Leaf[] =>
    isJsonPath(place) ? [{ ...place, value: leafValue(place, at, wantsText) }] : [],
  )
  const documents = [...Map.groupBy(leaves, ({ json }) => json)]
  return [
    ...columns.map((column) => ({ column, value: typedByTable(column) })),
    ...documents.map(([json, inside]) => ({
      column: json,
      value: sql`(${rewritten(json, [], inside)})::${sql.raw(baseTypeOf(json))}`,
    })),
  ]
}

/** The database itself turns JSON into the type that the column has there: lists, enums, addresses, times. */
function typedByTable(column: Column): SQL {
  return sql`(jsonb_populate_record(null::${column.table}, asked.given)).${sql.identifier(column.name)}`
}

/** A number or truth value that the export shows as text stays one. */
function leafValue(place: JsonPath, at: number, wantsText: boolean): SQL {
  const value = sql`(asked.inside -> ${sql.raw(String(at))})`
  if (!wantsText) return value
  return sql`(case when ${value} = 'null' then 'null' else case jsonb_typeof(${jsonAt(place)})
    when 'number' then to_jsonb((${value} #>> '{}')::numeric)
    when 'boolean' then to_jsonb((${value} #>> '{}')::boolean) else ${value} end end)`
}

/**
 * The object at this path with new values in it. Made of what stands in the column, so that the other keys stay;
 * `jsonb_each` refuses what is no object, rather than write over it.
 */
function rewritten(json: Column, path: readonly string[], leaves: readonly Leaf[]): SQL {
  const depth = path.length
  const [first, ...rest] = path
  const there = first === undefined ? asJsonb(json) : jsonAt({ json, path: [first, ...rest] })
  const children = [...Map.groupBy(leaves, (leaf) => leaf.path[depth] ?? '')]
  const names = sql.join(
    children.map(([name]) => sql`${name}`),
    sql`, `,
  )
  const others = sql`coalesce((select jsonb_object_agg(key, value)
    from jsonb_each(nullif(${there}, 'null')) where key not in (${names})), '{}')`
  const pieces = children.map(([name, inside]) => {
    const leaf = inside.find(({ path }) => path.length === depth + 1)
    if (leaf === undefined)
      return sql` || jsonb_build_object(${name}::text, ${rewritten(json, [...path, name], inside)})`
    return sql` || case when ${leaf.value} = 'null' then '{}' else jsonb_build_object(${name}::text, ${leaf.value}) end`
  })
  return sql`(${others}${sql.join(pieces)})`
}
