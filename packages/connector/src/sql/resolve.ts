import { and, type Column, type SQL, type Table } from 'drizzle-orm'
import type { MatchTable, RowsOf, SqlDeclaration, SqlHolding } from './declaration.ts'
import { withErasureOrder } from './erasure-order.ts'
import { identifyingColumns } from './identifier-column.ts'
import { onlyDialect } from './only-dialect.ts'
import { pathOf } from './owner-path.ts'
import type { Match, Matches, Resolved, RowHolding, Rows } from './resolved.ts'
import { factsOf, isSameTable, nameOf, requireColumn, tableName } from './table-facts.ts'

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>

/** Spells out what a declaration leaves to its tables: keys, owners, the order of erasing. Throws where they do not say. */
export function resolve(declaration: Declaration): Resolved {
  const { name } = declaration
  const dialect = onlyDialect(declaration)
  const matches: Matches = Object.fromEntries(
    Object.entries(declaration.matches).map(([match, table]) => [
      match,
      matchOf(`connector "${name}", match "${match}"`, table),
    ]),
  )
  const holdings = Object.fromEntries(
    Object.entries(declaration.holdings).map(([holding, declared]): [string, RowHolding] => [
      holding,
      {
        ...declared,
        rows: rowsOf(
          `connector "${name}", holding "${holding}"`,
          declared.rows,
          matches,
          declaration.zonelessTimes === 'UTC',
        ),
      },
    ]),
  )
  return {
    name,
    dialect,
    matches,
    holdings: withErasureOrder(holdings, matches),
    referrals: (declaration.referrals ?? []).map((referral) => ({
      ...referral,
      identifiers: identifyingColumns(`connector "${name}", referrals`, referral.identifiers),
    })),
    excluded: (declaration.excluded ?? []).map(({ column, reason }) => {
      requireColumn(`connector "${name}": a column in "excluded"`, column)
      requireReason(name, column, reason)
      return { column, reason }
    }),
    goesAlong: (declaration.goesAlong ?? []).map(({ column, reason }) => {
      requireColumn(`connector "${name}": a column in "goesAlong"`, column)
      requireReason(name, column, reason)
      return column
    }),
    suppression: declaration.suppression ?? null,
  }
}

function requireReason(connector: string, column: Column, reason: string): void {
  if (reason.trim() !== '') return
  throw new TypeError(`connector "${connector}": say the reason why ${nameOf(column)} is left`)
}

function matchOf(at: string, { table, key, identifiers, where, restricted }: MatchTable): Match {
  const [only, ...more] = key === undefined ? primaryKeyOf(at, table) : [key]
  if (more.length > 0) {
    throw new TypeError(
      `${at}: ${tableName(table)} has a key of several columns; name the one that tells people apart as "key"`,
    )
  }
  return {
    table,
    key: only,
    identifiers: identifyingColumns(at, identifiers),
    where: where ?? null,
    restricted: restricted ?? null,
  }
}

function rowsOf(at: string, declared: RowsOf<SqlHolding>, matches: Matches, timesAreUtc: boolean): Rows {
  const match = declared.match ?? onlyMatch(at, matches)
  const ofMatch = Object.hasOwn(matches, match) ? matches[match] : undefined
  if (ofMatch === undefined) {
    throw new TypeError(`${at}: match "${match}" is not declared; use ${Object.keys(matches).join(' or ')}`)
  }
  if ('where' in declared && declared.where === undefined) {
    throw new TypeError(
      `${at}: "where" is undefined, so every row would be meant; write the condition or leave it out`,
    )
  }
  for (const name of ['key', 'owner'] as const) {
    if (name in declared) requireColumns(`${at}: "${name}"`, declared[name])
  }
  const owner = declared.owner ?? ownKeyOf(at, declared.table, ofMatch)
  return {
    match,
    ofMatch:
      ofMatch.where === null || isSameTable(ofMatch.table, declared.table)
        ? null
        : { table: ofMatch.table, key: ofMatch.key, where: ofMatch.where },
    table: declared.table,
    key: keyOf(at, declared),
    owner: pathOf(at, owner),
    where: ownCondition(declared, ofMatch),
    fields: declared.fields,
    part: declared.part === true,
    unread: declared.unread ?? [],
    sharedWhen: declared.sharedWhen ?? null,
    appendOnly: declared.appendOnly ?? null,
    timesAreUtc,
    withdrawal: declared.withdrawal ?? null,
  }
}

/** Rows of the match's own table are ours only while the match is. */
function ownCondition({ table, where }: RowsOf<SqlHolding>, match: Match): SQL | null {
  const ofMatch = isSameTable(table, match.table) ? match.where : null
  return and(...[ofMatch, where].flatMap((condition) => condition ?? [])) ?? null
}

function onlyMatch(at: string, matches: Matches): string {
  const [only, ...more] = Object.keys(matches)
  if (only !== undefined && more.length === 0) return only
  throw new TypeError(`${at}: say which "match" its rows belong to: ${Object.keys(matches).join(' or ')}`)
}

function ownKeyOf(at: string, table: Table, match: Match): Column {
  if (isSameTable(table, match.table)) return match.key
  throw new TypeError(
    `${at}: name as "owner" the column of ${tableName(table)} that refers to ${tableName(match.table)}`,
  )
}

function keyOf(at: string, { key, table }: RowsOf<SqlHolding>): Rows['key'] {
  if (key === undefined) return primaryKeyOf(at, table)
  return isList(key) ? key : [key]
}

function requireColumns(at: string, columns: unknown): void {
  for (const column of Array.isArray(columns) ? columns : [columns]) requireColumn(at, column)
}

function isList(key: NonNullable<RowsOf<SqlHolding>['key']>): key is readonly [Column, ...Column[]] {
  return Array.isArray(key)
}

function primaryKeyOf(at: string, table: Table): Rows['key'] {
  const [first, ...more] = factsOf(table).primaryKey
  if (first !== undefined) return [first, ...more]
  throw new TypeError(
    `${at}: ${tableName(table)} has no primary key; name as "key" the column, or the columns, by which one row is told from another`,
  )
}
