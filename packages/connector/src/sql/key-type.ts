import type { PgColumn } from 'drizzle-orm/pg-core'

/** How keys of one column are compared: cast to `sql`, so that the column's index serves. */
export type KeyType = {
  readonly sql: string
  /** Whether a text is a key of this type in the one form in which PostgreSQL writes it. */
  readonly fits: (text: string) => boolean
}

/** What PostgreSQL can hold as text at all: it refuses NUL and half surrogate pairs, and with them the statement. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

const integer = (sql: string, bits: number): KeyType => ({
  sql,
  fits: (text) => /^(0|-?[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text),
})
// without a length: a cast to varchar(6) would cut a longer text and so make it equal to another key
const plain = (sql: string): KeyType => ({ sql, fits: (text) => text !== '' && isStorable(text) })
const uuid: KeyType = {
  sql: 'uuid',
  fits: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
}

const types: Readonly<Record<string, KeyType>> = {
  smallint: integer('smallint', 16),
  smallserial: integer('smallint', 16),
  integer: integer('integer', 32),
  serial: integer('integer', 32),
  bigint: integer('bigint', 64),
  bigserial: integer('bigint', 64),
  uuid,
  text: plain('text'),
  varchar: plain('text'),
  char: plain('bpchar'),
  citext: plain('citext'),
}

/** The column's type without its length or precision. */
export function baseTypeOf(column: PgColumn): string {
  return column.getSQLType().replace(/ ?\(.*\)/, '')
}

/** How the column's values are compared as keys; null when it is of a type that is no key. */
export function keyTypeOf(column: PgColumn): KeyType | null {
  return types[baseTypeOf(column)] ?? null
}

/** Whether the column holds text. */
export function isText(column: PgColumn): boolean {
  return ['text', 'varchar', 'char', 'citext'].includes(baseTypeOf(column))
}
