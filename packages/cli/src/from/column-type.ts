import type { Catalog, Column } from './catalog.ts'
import type { Identifiers } from './identifiers.ts'

/** How Drizzle declares a column: a function of drizzle-orm/pg-core or of the file itself, and its options. */
export type ColumnType = {
  readonly builder: string
  readonly options: string | null
  readonly from: 'drizzle' | 'enum' | 'custom'
  readonly list: boolean
}

/** What a value of it is in JSON. */
export type ValueShape = 'text' | 'number' | 'boolean' | 'date' | 'date-time' | 'json' | 'list'

type Known = { readonly builder: string; readonly shape: ValueShape; readonly options?: string }
const known: Readonly<Record<string, Known>> = {
  smallint: { builder: 'smallint', shape: 'number' },
  integer: { builder: 'integer', shape: 'number' },
  // as text: JSON numbers would lose digits
  bigint: { builder: 'bigint', shape: 'text', options: "{ mode: 'bigint' }" },
  numeric: { builder: 'numeric', shape: 'text' },
  real: { builder: 'real', shape: 'number' },
  'double precision': { builder: 'doublePrecision', shape: 'number' },
  boolean: { builder: 'boolean', shape: 'boolean' },
  text: { builder: 'text', shape: 'text' },
  'character varying': { builder: 'varchar', shape: 'text' },
  character: { builder: 'char', shape: 'text' },
  uuid: { builder: 'uuid', shape: 'text' },
  date: { builder: 'date', shape: 'date', options: "{ mode: 'string' }" },
  'timestamp with time zone': {
    builder: 'timestamp',
    shape: 'date-time',
    options: "{ withTimezone: true, mode: 'string' }",
  },
  'timestamp without time zone': {
    builder: 'timestamp',
    shape: 'date-time',
    options: "{ mode: 'string' }",
  },
  json: { builder: 'json', shape: 'json' },
  jsonb: { builder: 'jsonb', shape: 'json' },
  inet: { builder: 'inet', shape: 'text' },
  cidr: { builder: 'cidr', shape: 'text' },
}

/** A time of which the type does not say in which zone it is. */
export const isZoneless = ({ type }: Column): boolean => baseOf(type) === 'timestamp without time zone'

/** The type without its length, precision or list. */
export const baseOf = (type: string): string => type.replace(/\[\]$/, '').replace(/ ?\([^)]*\)/, '')
export const isList = (type: string): boolean => type.endsWith('[]')
export const lengthOf = (type: string): string | undefined => /\((\d+)\)/.exec(type)?.[1]

export function columnType({ type }: Column, { enums }: Catalog, identifiers: Identifiers): ColumnType {
  const base = baseOf(type)
  const list = isList(type)
  const found = Object.hasOwn(known, base) ? known[base] : undefined
  if (found !== undefined) {
    const length = lengthOf(type)
    const isText = found.builder === 'varchar' || found.builder === 'char'
    const options = isText && length !== undefined ? `{ length: ${length} }` : (found.options ?? null)
    return { builder: found.builder, options, from: 'drizzle', list }
  }
  const one = enums.find(({ schema, name }) => unquoted(base) === `${schema}.${name}`)
  if (one !== undefined) {
    return { builder: identifiers.enum(one.schema, one.name), options: null, from: 'enum', list }
  }
  return { builder: base, options: null, from: 'custom', list }
}

/** Of a type that is not known: PostgreSQL writes it into JSON as text. */
export function shapeOf({ type }: Column): ValueShape {
  if (isList(type)) return 'list'
  const base = baseOf(type)
  return Object.hasOwn(known, base) ? (known[base]?.shape ?? 'text') : 'text'
}

/** Whether erasing can put null or a placeholder in its place. The kit asks the same of a part. */
export function canBeEmptied(column: Column): boolean {
  if (column.numbered || column.generated) return false
  if (!column.notNull || isList(column.type)) return true
  const base = baseOf(column.type)
  if (base === 'json' || base === 'jsonb' || base === 'text') return true
  return base === 'character varying' && Number(lengthOf(column.type) ?? Infinity) >= 19
}

/** Whether rows can be told apart, or looked up, by it. */
export function canBeKey({ type }: Column): boolean {
  const bare = unquoted(baseOf(type)).split('.').at(-1)
  return [
    'smallint',
    'integer',
    'bigint',
    'uuid',
    'text',
    'character varying',
    'character',
    'citext',
  ].includes(bare ?? '')
}

export const unquoted = (name: string): string => name.replaceAll('"', '')
