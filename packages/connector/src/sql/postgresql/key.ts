import { sql, type Column, type SQL } from 'drizzle-orm'
import { FailureError, permanent } from '../../failure.ts'
import { baseTypeOf, dateKey, day, integerKey, textKey, time, uuidKey, type KeyType } from '../column-type.ts'

const types: Readonly<Record<string, KeyType>> = {
  smallint: integerKey('smallint', 16),
  smallserial: integerKey('smallint', 16),
  integer: integerKey('integer', 32),
  serial: integerKey('integer', 32),
  bigint: integerKey('bigint', 64),
  bigserial: integerKey('bigint', 64),
  uuid: uuidKey,
  // without a length: a cast to varchar(6) would cut a longer text and so make it equal to another key
  text: textKey('text'),
  varchar: textKey('text'),
  char: textKey('bpchar', 'padded text'),
  citext: textKey('citext', 'folded text'),
}

/** What can stand beside an id in the key of a record: a partitioned table asks for it. */
const datedTypes: Readonly<Record<string, KeyType>> = {
  date: dateKey('date', day),
  timestamp: dateKey('timestamp', new RegExp(`^${time}$`)),
  'timestamp with time zone': dateKey('timestamp with time zone', new RegExp(`^${time}Z$`)),
}

export function keyTypeOf(column: Column): KeyType | null {
  return types[baseTypeOf(column)] ?? null
}

export function recordKeyTypeOf(column: Column): KeyType | null {
  return keyTypeOf(column) ?? datedTypes[baseTypeOf(column)] ?? null
}

/** The column's value as the text that its key type fits, whatever the connection's settings are. */
export function keyText(column: Column): SQL {
  if (keyTypeOf(column) !== null) return sql`${column}::text`
  const isInstant = baseTypeOf(column) === 'timestamp with time zone'
  return isInstant ? inUtc(column) : sql`to_jsonb(${column}) #>> '{}'`
}

/** As ISO 8601 in UTC, whatever the connection's time zone is. */
export function inUtc(column: Column): SQL {
  return sql`(to_jsonb(${column} at time zone 'UTC') #>> '{}') || 'Z'`
}

/** The text as a key of that column. Throws rather than leave a predicate out. */
export function typed(column: Column, text: SQL): SQL {
  const type = recordKeyTypeOf(column)
  if (type === null) throw new FailureError(permanent('a predicate has no key column'))
  return sql`cast(${text} as ${sql.raw(type.sql)})`
}

export function isText(column: Column): boolean {
  return ['text', 'varchar', 'char', 'citext'].includes(baseTypeOf(column))
}
