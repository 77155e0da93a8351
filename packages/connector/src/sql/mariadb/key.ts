import { sql, type Column, type SQL } from 'drizzle-orm'
import { FailureError, permanent } from '../../failure.ts'
import {
  baseTypeOf,
  dateKey,
  day,
  integerKey,
  lengthOf,
  textKey,
  time,
  uuidKey,
  type KeyType,
} from '../column-type.ts'
import { anyCollation, bytes, literal, utf8 } from './text.ts'

const bits = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 } as const
const integers = Object.entries(bits).flatMap(([name, size]) => [
  [name, integerKey('signed', size)] as const,
  [`${name} unsigned`, integerKey('unsigned', size, false)] as const,
])
const texts = ['varchar', 'char', 'text', 'tinytext', 'mediumtext', 'longtext', 'enum']
const instant = dateKey('datetime(6)', new RegExp(`^${time}Z$`))

const types: Readonly<Record<string, KeyType>> = {
  ...Object.fromEntries(integers),
  serial: integerKey('unsigned', 64, false),
  uuid: uuidKey,
  ...Object.fromEntries(texts.map((name) => [name, textKey('char')])),
}
const datedTypes: Readonly<Record<string, KeyType>> = {
  date: dateKey('date', day),
  datetime: instant,
  timestamp: instant,
}

export function keyTypeOf(column: Column): KeyType | null {
  const base = baseTypeOf(column)
  return base === 'binary' || base === 'varbinary' ? binaryKey(column) : (types[base] ?? null)
}

/** Written as hexadecimal digits. What is shorter than a `binary` column would be filled up to another key. */
function binaryKey(column: Column): KeyType {
  const length = lengthOf(column) * 2
  const isFixed = baseTypeOf(column) === 'binary'
  return {
    family: 'bytes',
    sql: 'binary',
    fits: (text) =>
      /^([0-9a-f]{2})+$/.test(text) && (isFixed ? text.length === length : text.length <= length),
  }
}

export function recordKeyTypeOf(column: Column): KeyType | null {
  return keyTypeOf(column) ?? datedTypes[baseTypeOf(column)] ?? null
}

/** The column's value as the text that its key type fits. */
export function keyText(column: Column): SQL {
  switch (recordKeyTypeOf(column)?.family) {
    case 'text':
      return utf8(sql`${column}`)
    case 'bytes':
      return sql`lower(hex(${column}))`
    case 'date':
      return baseTypeOf(column) === 'date' ? sql`cast(${column} as char)` : instantText(column)
    default:
      return sql`cast(${column} as char)`
  }
}

/** As ISO 8601 in UTC, without zeros at the end of a fraction. */
export function instantText(column: Column): SQL {
  const text = sql`replace(cast(${column} as char), ' ', 'T')`
  return sql`concat(regexp_replace(${text}, ${literal('[.]0*$|([.][0-9]*[1-9])0+$')}, ${literal('\\1')}), 'Z')`
}

/** The text as a key of that column, in what is compared by `=`, `<` or `>`. Throws rather than leave a predicate out. */
export function typed(column: Column, text: SQL): SQL {
  const type = recordKeyTypeOf(column)
  switch (type?.family) {
    case undefined:
      throw new FailureError(permanent('a predicate has no key column'))
    case 'text':
      return anyCollation(text)
    case 'bytes':
      return sql`unhex(${text})`
    case 'date':
      return sql`cast(replace(replace(${text}, 'T', ' '), 'Z', '') as ${sql.raw(type?.sql ?? 'date')})`
    default:
      return sql`cast(${text} as ${sql.raw(type?.sql ?? 'char')})`
  }
}

/** Equal to the byte, whatever the collation, by the index of the column. */
export function equals(column: Column, text: SQL): SQL {
  const equal = sql`${column} = ${typed(column, text)}`
  return isText(column) ? sql`${equal} and ${bytes(sql`${column}`)} = ${bytes(text)}` : equal
}

/** Whether a column equals another one, to the byte, by the index of the first. */
export function isSame(column: Column, other: SQL): SQL {
  if (!isText(column)) return sql`${column} = ${other}`
  return sql`${column} = ${anyCollation(other)} and ${bytes(sql`${column}`)} = ${bytes(other)}`
}

/** Whether a column is among those of the rows that `rest` (from, where) selects, to the byte. */
export function isAmong(column: Column, other: Column, rest: SQL): SQL {
  if (!isText(column)) return sql`${column} in (select ${other} ${rest})`
  const [mine, its] = [sql`${column}`, sql`${other}`]
  return sql`(${mine}, ${bytes(mine)}) in (select ${anyCollation(its)}, ${bytes(its)} ${rest})`
}

export function isText(column: Column): boolean {
  return texts.includes(baseTypeOf(column))
}
