import { is, sql, Column, type SQL } from 'drizzle-orm'
import { dialectOf } from './dialect.ts'
import { isJsonPath, type JsonPath } from './json-path.ts'
import { isText } from './key-type.ts'

export { isPlaceholder } from './placeholder.ts'
export { asJsonb } from './postgresql/json.ts'

/** What of a row can be emptied: a column, or one value in a JSON column. */
export type Emptied = Column | JsonPath

/** The column that is written when this is emptied. */
export function columnOf(emptied: Emptied): Column {
  return isJsonPath(emptied) ? emptied.json : emptied
}

/** One text for one and the same. */
export function nameOfEmptied(emptied: Emptied): string {
  return isJsonPath(emptied) ? JSON.stringify([emptied.json.name, ...emptied.path]) : emptied.name
}

/**
 * What an emptied column holds: null or, where null is forbidden, a text that is random per row, so that nobody is
 * joined by it and nothing can be derived from it; a list or document becomes an empty one. Null when the column has no
 * such value.
 */
export function emptyValueOf(column: Column, isEmail: boolean): SQL | null {
  if (column.primary || column.generatedIdentity !== undefined) return null
  return column.notNull ? dialectOf(column).fillerOf(column, isEmail) : sql`null`
}

/** The assignments of an update that empties these. */
export function assignments(emptied: readonly Emptied[], isEmail: (column: Column) => boolean): SQL {
  const byColumn = Map.groupBy(emptied, (one) => columnOf(one).name)
  return sql.join(
    [...byColumn.values()].map((ones) => {
      const [first] = ones.map(columnOf)
      if (first === undefined) return sql``
      const whole = ones.find((one) => is(one, Column))
      const value = is(whole, Column) ? emptyValueOf(whole, isEmail(whole)) : withoutPaths(first, ones)
      return sql`${dialectOf(first).assigned(first)} = ${value ?? sql`null`}`
    }),
    sql`, `,
  )
}

function withoutPaths(json: Column, ones: readonly Emptied[]): SQL {
  return dialectOf(json).withoutPaths(json, ones.filter(isJsonPath))
}

/** Holds while it has a value that is not a placeholder. */
export function filled(emptied: Emptied): SQL {
  if (isJsonPath(emptied)) return sql`(${jsonTextAt(emptied)}) is not null`
  return emptied.notNull ? dialectOf(emptied).isFilled(emptied) : sql`${emptied} is not null`
}

/** The column as it is read: a placeholder is no value. */
export function readable(column: Column): SQL {
  if (!column.notNull || !isText(column) || column.primary) return sql`${column}`
  return sql`case when ${filled(column)} then ${column} end`
}

/** The value at a path, as JSON. */
export function jsonAt(path: JsonPath): SQL {
  return dialectOf(path.json).jsonAt(path)
}

/** The value at a path, as text; null where there is none, or a JSON null. */
export function jsonTextAt(path: JsonPath): SQL {
  return dialectOf(path.json).jsonTextAt(path)
}

/** Whether the column holds JSON. */
export function isJson(column: Column): boolean {
  return dialectOf(column).isJson(column)
}
