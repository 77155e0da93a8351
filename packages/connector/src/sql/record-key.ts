import { sql, type Column, type SQL } from 'drizzle-orm'
import { keyText, recordKeyTypeOf } from './key-type.ts'
import { typed, typedEqual } from './typed.ts'

/** The columns of a record's key. A ref is its one value as text or, of several, a JSON list of their texts. */
export type RecordKey = readonly [Column, ...Column[]]

export function refOf(values: readonly string[]): string {
  const [only = '', ...more] = values
  return more.length === 0 ? only : JSON.stringify(values)
}

/** The values in a ref; null when it is no ref of such a key, in the one form in which we write it. */
export function valuesOf(key: RecordKey, ref: string): string[] | null {
  const values = key.length === 1 ? [ref] : listIn(ref)
  if (values?.length !== key.length || refOf(values) !== ref) return null
  const fit = key.every((column, index) => recordKeyTypeOf(column)?.fits(values[index] ?? '') === true)
  return fit ? values : null
}

function listIn(ref: string): string[] | null {
  try {
    const parsed: unknown = JSON.parse(ref)
    return Array.isArray(parsed) && parsed.every((value) => typeof value === 'string') ? parsed : null
  } catch {
    return null
  }
}

/** The values as columns of what is asked: `key0`, `key1`. */
export function askedKey(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`key${index}`, value]))
}

export function askedKeyColumns(key: RecordKey): string {
  return key.map((_, index) => `key${index} text`).join(', ')
}

/** Holds for the row whose key is the asked one. */
export function isAskedKey(key: RecordKey): SQL {
  return sql.join(
    key.map((column, index) => typedEqual(column, sql.raw(`asked.key${index}`))),
    sql` and `,
  )
}

/** Holds for rows that come after the asked key. */
export function isAfterAskedKey(key: RecordKey): SQL {
  const [only, ...more] = key
  if (more.length === 0) return sql`${only} > ${askedPart(only, 0)}`
  return sql`(${inOrder(key)}) > (${sql.join(key.map(askedPart), sql`, `)})`
}

const askedPart = (column: Column, index: number): SQL => typed(column, sql.raw(`asked.key${index}`))

/** The columns, with commas between them. */
export function inOrder(key: RecordKey): SQL {
  return sql.join([...key], sql`, `)
}

/** The values as a JSON list of texts. */
export function keyAsTexts(key: RecordKey): SQL {
  return sql`json_build_array(${sql.join(key.map(keyText), sql`, `)})`
}
