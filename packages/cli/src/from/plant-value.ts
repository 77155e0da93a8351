import type { Catalog, Column, Table } from './catalog.ts'
import { baseOf, lengthOf, shapeOf, unquoted } from './column-type.ts'
import { meaningOf } from './meaning.ts'
import { quoted } from './print-record-types.ts'
import { roleOf } from './role.ts'

/**
 * The expression of an invented value, where `role` and `nth` are in reach; null when the column can stay as the
 * database leaves it. The same for nobody else, where the type has room for it.
 */
export function inventedValue(table: Table, column: Column, catalog: Catalog): string | null {
  const { name, type, numbered, generated, expression } = column
  if (numbered || generated || roleOf(column) === 'hidden') return null
  // a key that comes out of a function differs each time
  const isKey = table.primaryKey.includes(name)
  if (isKey && expression !== null && baseOf(type) !== 'uuid') return null
  return type.endsWith('[]') ? `[${textValue(column)}]` : plainValue(column, catalog)
}

const byBase: Readonly<Record<string, string>> = {
  date: 'dayOf(nth)',
  'timestamp with time zone': 'noonOf(nth)',
  'timestamp without time zone': 'noonOf(nth)',
  boolean: 'nth % 2 === 1',
  uuid: 'uuidOf(role, nth)',
  inet: '`198.51.${100 + role.length}.${nth % 250}`',
  cidr: '`198.51.${100 + role.length}.${nth % 250}/32`',
}

function plainValue(column: Column, { enums, otherTypes }: Catalog): string | null {
  const base = baseOf(column.type)
  if (Object.hasOwn(byBase, base)) return byBase[base] ?? null
  if (['smallint', 'integer', 'bigint', 'real', 'double precision'].includes(base)) {
    return base === 'bigint' ? 'String(numberOf(role, nth))' : 'numberOf(role, nth)'
  }
  if (base === 'numeric') return numericValue(column)
  if (shapeOf(column) === 'json') return `{ said: ${textValue(column)} }`
  const one = enums.find(({ schema, name }) => unquoted(base) === `${schema}.${name}`)
  if (one !== undefined) return quoted(one.labels[0] ?? '')
  const isText = ['text', 'character varying', 'character'].includes(base) || otherTypes.includes(base)
  return isText ? textValue(column) : null
}

function numericValue({ type }: Column): string {
  const [precision = 10, scale = 0] = (/\((.*)\)/.exec(type)?.[1] ?? '')
    .split(',')
    .filter(Boolean)
    .map(Number)
  const most = 10 ** Math.min(precision - scale, 6)
  return `(numberOf(role, nth) % ${most}).toFixed(${scale})`
}

function textValue({ name, type }: Column): string {
  const length = Number(lengthOf(type) ?? Infinity)
  if (length < 6) return quoted('NLNLN'.slice(0, length))
  if (length < name.length + 16) return '`${role.slice(0, 1)}${nth}`'
  const isEmail = meaningOf(name)?.meaning.name === 'email'
  return isEmail ? `\`\${role}.${name}.\${nth}@example.nl\`` : `\`\${role}-${name}-\${nth}\``
}

/** What the file needs beside the values. */
export const inventions = {
  dayOf: `const dayOf = (nth: number): string => noonOf(nth).slice(0, 10)`,
  noonOf: `const noonOf = (nth: number): string =>
  new Date(Date.UTC(2018, 0, nth, 12)).toISOString().replace('.000', '')`,
  numberOf: `const numberOf = (role: Role, nth: number): number => (role === 'target' ? 1 : role === 'neighbour' ? 2 : 3) * 10_000 + nth`,
  uuidOf: `const uuidOf = (role: Role, nth: number): string =>
  \`00000000-0000-4000-8000-\${String(numberOf(role, nth)).padStart(12, '0')}\``,
} as const
