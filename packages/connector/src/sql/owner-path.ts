import { sql, type Column, type SQL, type Table } from 'drizzle-orm'
import type { Owner } from './declaration.ts'
import type { Match, OwnerPath } from './resolved.ts'
import { dialectOf } from './dialect.ts'
import { typedEqual } from './typed.ts'
import { factsOf, isSameTable, nameOf, tableName } from './table-facts.ts'

/** The path, with the column that each step refers to. Throws, naming the place and the mend, where it does not lead on. */
export function pathOf(at: string, owner: Owner): OwnerPath {
  const [column, ...rest] = isList(owner) ? owner : [owner]
  const [next, ...further] = rest
  if (next === undefined) return { column, next: null }
  for (const later of rest) {
    if (!isSameTable(later.table, column.table)) continue
    throw new TypeError(
      `${at}: the path of "owner" goes through ${tableName(column.table)} twice; name each table once`,
    )
  }
  return { column, next: { to: referredBy(at, column, next), owner: pathOf(at, [next, ...further]) } }
}

function isList(owner: Owner): owner is readonly [Column, ...Column[]] {
  return Array.isArray(owner)
}

function referredBy(at: string, column: Column, next: Column): Column {
  const { references } = factsOf(column.table)
  const reference = references.find(
    ({ columns, table }) =>
      columns.length === 1 && columns[0]?.name === column.name && isSameTable(table, next.table),
  )
  const [key, ...more] = reference?.foreignColumns ?? []
  if (key !== undefined && more.length === 0) return key
  throw new TypeError(
    `${at}: ${nameOf(column)} does not say which column of ${tableName(next.table)} it refers to; give it a reference in its Drizzle table`,
  )
}

/**
 * Throws where the tables say that the path ends elsewhere: whoever else the column names, their rows would be shown
 * and erased as this person's.
 */
export function requireLeadsTo(
  at: string,
  path: OwnerPath,
  { table, key }: Pick<Match, 'table' | 'key'>,
): void {
  const column = lastOfPath(path)
  if (isSameTable(column.table, table)) return
  const { references, primaryKey } = factsOf(column.table)
  const own = references.filter(({ columns }) => columns.some(({ name }) => name === column.name))
  const leads = own.some(({ columns, foreignColumns, ...reference }) => {
    const place = columns.findIndex(({ name }) => name === column.name)
    return isSameTable(reference.table, table) && foreignColumns[place]?.name === key.name
  })
  const [other] = own
  if (other !== undefined && !leads) {
    throw new TypeError(
      `${at}: owner ${nameOf(column)} refers to ${tableName(other.table)}, not to ${nameOf(key)}; name the column that refers to the person, or go on from there: [${nameOf(column)}, …]`,
    )
  }
  if (own.length === 0 && primaryKey.length === 1 && primaryKey[0]?.name === column.name) {
    throw new TypeError(
      `${at}: owner ${nameOf(column)} is the key of its own table; name the column that refers to ${nameOf(key)}`,
    )
  }
}

/** The columns of the path, from the rows to the match. */
export function columnsOfPath({ column, next }: OwnerPath): Column[] {
  return next === null ? [column] : [column, next.to, ...columnsOfPath(next.owner)]
}

/** The column that equals the match's key. */
export function lastOfPath({ column, next }: OwnerPath): Column {
  return next === null ? column : lastOfPath(next.owner)
}

/** Holds for rows that lead to the match with this key, given as text. */
export function leadsTo({ column, next }: OwnerPath, key: SQL): SQL {
  if (next === null) return typedEqual(column, key)
  const { to, owner } = next
  const rest = sql`from ${owner.column.table} where ${leadsTo(owner, key)}`
  return dialectOf(column).isAmong(column, to, rest)
}

/** Joins the tables of the path to rows that are there already, so that its last column can be used. */
export function joinsOfPath({ column, next }: OwnerPath): SQL {
  if (next === null) return sql``
  const { to, owner } = next
  return sql` join ${owner.column.table} on ${refersTo(column, to)}${joinsOfPath(owner)}`
}

/** The tables between the rows and the match. */
export function tablesOnTheWay({ next }: OwnerPath): Table[] {
  return next === null ? [] : [next.owner.column.table, ...tablesOnTheWay(next.owner)]
}

/** As `leadsTo`, where those tables stand in the `from` clause. */
export function isOn({ column, next }: OwnerPath, key: SQL): SQL {
  if (next === null) return typedEqual(column, key)
  return sql`${refersTo(column, next.to)} and ${isOn(next.owner, key)}`
}

function refersTo(column: Column, to: Column): SQL {
  return dialectOf(to).isSame(to, sql`${column}`)
}
