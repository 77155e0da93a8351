import type { Column } from 'drizzle-orm'

/** How keys of one column are compared: cast to `sql`, so that the column's index serves. */
export type KeyType = {
  /** Columns of one family can refer to each other. */
  readonly family: 'integer' | 'uuid' | 'bytes' | 'text' | 'folded text' | 'padded text' | 'date'
  readonly sql: string
  /** Whether a text is a key of this type in the one form in which the database writes it. */
  readonly fits: (text: string) => boolean
}

/** What a database can hold as text at all: PostgreSQL refuses NUL, both refuse half surrogate pairs. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** The column's type without its length or precision. */
export function baseTypeOf(column: Column): string {
  return column.getSQLType().replace(/ ?\(.*\)/, '')
}

/** How many characters the column takes; no limit where its type says none. */
export function lengthOf(column: Column): number {
  return Number(/\((\d+)\)/.exec(column.getSQLType())?.[1] ?? Infinity)
}

/** Integers of so many bits, in the one form in which they are written. */
export function integerKey(sql: string, bits: number, isSigned = true): KeyType {
  const wrapped = isSigned ? BigInt.asIntN : BigInt.asUintN
  return {
    family: 'integer',
    sql,
    fits: (text) => /^(0|-?[1-9]\d{0,19})$/.test(text) && wrapped(bits, BigInt(text)) === BigInt(text),
  }
}

/** Texts of another family compare more loosely: a key of one is not a key of the other. */
export function textKey(sql: string, family: KeyType['family'] = 'text'): KeyType {
  return { family, sql, fits: (text) => text !== '' && isStorable(text) }
}

export function dateKey(sql: string, form: RegExp): KeyType {
  return { family: 'date', sql, fits: (text) => form.test(text) }
}

export const uuidKey: KeyType = {
  family: 'uuid',
  sql: 'uuid',
  fits: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
}

/** A day, and a point in time to the microsecond without its zone, as ISO 8601. */
export const day = /^\d{4}-\d\d-\d\d$/
export const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?`
