import type { Column, SQL } from 'drizzle-orm'
import type { KeyType } from './column-type.ts'
import { dialectOf } from './dialect.ts'

export { baseTypeOf, isStorable, type KeyType } from './column-type.ts'

/** How the column's values are compared as keys; null when it is of a type that is no key. */
export function keyTypeOf(column: Column): KeyType | null {
  const known = keyTypes.get(column)
  if (known !== undefined) return known
  const type = dialectOf(column).keyTypeOf(column)
  keyTypes.set(column, type)
  return type
}

// asked once for every ref and locator of a call
const keyTypes = new WeakMap<Column, KeyType | null>()

/** As `keyTypeOf`, and for the dates in a record's key. */
export function recordKeyTypeOf(column: Column): KeyType | null {
  return keyTypeOf(column) ?? dialectOf(column).recordKeyTypeOf(column)
}

/** The column's value as the text that its key type fits, whatever the connection's settings are. */
export function keyText(column: Column): SQL {
  return dialectOf(column).keyText(column)
}

/** Whether the column holds text. */
export function isText(column: Column): boolean {
  return dialectOf(column).isText(column)
}
