import { is, Column, Table } from 'drizzle-orm'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { dialectOf, type Dialect } from './dialect.ts'
import { nameOf, tableName } from './table-facts.ts'

/** The dialect of all tables of a declaration. Throws where they are of two kinds: one connector has one database. */
export function onlyDialect(declaration: SqlDeclaration<Readonly<Record<string, SqlHolding>>>): Dialect {
  const { name, matches, holdings, referrals = [], excluded = [], goesAlong = [], suppression } = declaration
  const all = partsIn([
    matches,
    Object.values(holdings).map(({ rows }) => rows),
    referrals,
    excluded,
    goesAlong,
  ])
  const [first, ...others] = [...all, ...partsIn(suppression)]
  if (first === undefined)
    throw new TypeError(`connector "${name}": it declares no table; name one as a match`)
  const dialect = dialectOf(first)
  const other = others.find((one) => dialectOf(one) !== dialect)
  if (other === undefined) return dialect
  throw new TypeError(
    `connector "${name}": ${written(first)} is of ${dialect.name} and ${written(other)} of ${dialectOf(other).name}; declare a connector for each database`,
  )
}

/** The tables and columns in it. */
function partsIn(declared: unknown): (Table | Column)[] {
  if (is(declared, Table) || is(declared, Column)) return [declared]
  if (typeof declared !== 'object' || declared === null) return []
  const isPlain = Array.isArray(declared) || Object.getPrototypeOf(declared) === Object.prototype
  return isPlain ? Object.values(declared).flatMap(partsIn) : []
}

function written(part: Table | Column): string {
  return is(part, Table) ? tableName(part) : nameOf(part)
}
