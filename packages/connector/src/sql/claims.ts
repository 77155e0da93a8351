import { is, Column, Param, SQL, StringChunk } from 'drizzle-orm'
import { columnOf, type Emptied } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import type { RowHolding, RowHoldings } from './resolved.ts'
import { emptiable } from './rows.ts'
import { isSameTable, nameOf, tableName } from './table-facts.ts'

/** Throws where two holdings claim the same rows or the same column of them: each would erase what the other keeps. */
export function checkClaims(connector: string, holdings: RowHoldings): void {
  const entries = Object.entries(holdings)
  for (const [index, [name, holding]] of entries.entries()) {
    for (const [other, its] of entries.slice(0, index)) {
      const both = claimedByBoth(holding, its)
      if (both === null || excludeEachOther(holding, its) || areTwoEnds(holding, its)) continue
      throw new TypeError(
        `connector "${connector}", holding "${name}": "${other}" claims ${both} too; let each "where" exclude the other's (eq of one column with different values, or isNull and isNotNull of it), or leave one of them out${endsAdvice(holding, its)}`,
      )
    }
  }
}

function claimedByBoth(one: RowHolding, other: RowHolding): string | null {
  if (!isSameTable(one.rows.table, other.rows.table)) return null
  const bothShared = one.rows.sharedWhen !== null && other.rows.sharedWhen !== null
  if (!one.rows.part && !other.rows.part && !bothShared) return `all rows of ${tableName(one.rows.table)}`
  const theirs = claimsOf(other)
  const claim = claimsOf(one).find((own) => theirs.some((their) => overlap(own, their)))
  return claim === undefined ? null : nameOf(columnOf(claim))
}

/** One is the other, or a value inside it. */
function overlap(one: Emptied, other: Emptied): boolean {
  if (columnOf(one).name !== columnOf(other).name) return false
  const [here, there] = [one, other].map((claim) => (isJsonPath(claim) ? claim.path : []))
  return (here ?? []).every((key, index) => index >= (there?.length ?? 0) || key === there?.[index])
}

/** Rows between two people, that either may have erased because neither end keeps them. */
function areTwoEnds(one: RowHolding, other: RowHolding): boolean {
  return haveTwoOwners(one, other) && [one, other].every(keepsNothing)
}

function haveTwoOwners({ rows: one }: RowHolding, { rows: other }: RowHolding): boolean {
  return one.owner.column.name !== other.owner.column.name && !one.part && !other.part
}

const keepsNothing = ({ purposes, onErase, rows }: RowHolding): boolean =>
  onErase === 'erase' && rows.appendOnly === null && purposes.every(({ keep }) => keep === 'until-asked')

function endsAdvice(one: RowHolding, other: RowHolding): string {
  return haveTwoOwners(one, other)
    ? "; or let both be kept 'until-asked' only, if either person may have the whole row erased"
    : ''
}

const claimsOf = ({ rows }: RowHolding): Emptied[] => [
  ...Object.keys(rows.fields).flatMap((field) => emptiable(rows, field) ?? []),
  ...rows.unread,
]

/** What one condition says of one column. */
type Said = {
  readonly column: string
  readonly says: 'null' | 'not null' | 'is' | 'is not'
  readonly value: unknown
}

function excludeEachOther(one: RowHolding, other: RowHolding): boolean {
  const theirs = saidBy(other)
  return saidBy(one).some((said) => theirs.some((their) => contradict(said, their)))
}

function contradict(one: Said, other: Said): boolean {
  if (one.column !== other.column) return false
  const pair = [one.says, other.says].sort().join(' and ')
  if (pair === 'not null and null' || pair === 'is and null') return true
  if (pair === 'is and is') return one.value !== other.value
  return pair === 'is and is not' && one.value === other.value
}

/** A row has an owner, or it would belong to nobody. */
function saidBy({ rows }: RowHolding): Said[] {
  const owned: Said = { column: nameOf(rows.owner.column), says: 'not null', value: null }
  return [owned, ...(rows.where === null ? [] : saidIn(rows.where))]
}

/** What eq, ne, isNull and isNotNull say, also where `and` joins them. Of anything else nothing is known. */
function saidIn(condition: SQL): Said[] {
  const chunks = condition.queryChunks.filter((chunk) => textOf(chunk) !== '')
  const [first, second, third] = chunks
  if (chunks.length === 1 && is(first, SQL)) return saidIn(first)
  if (chunks.length === 3 && textOf(first) === '(' && is(second, SQL) && textOf(third) === ')')
    return saidIn(second)
  const isJoined = chunks.every((chunk, index) =>
    index % 2 === 0 ? is(chunk, SQL) : textOf(chunk) === ' and ',
  )
  if (chunks.length % 2 === 1 && chunks.length > 1 && isJoined) {
    return chunks.flatMap((chunk) => (is(chunk, SQL) ? saidIn(chunk) : []))
  }
  if (!is(first, Column)) return []
  const column = nameOf(first)
  const sign = textOf(second)
  if (chunks.length === 2 && sign === ' is null') return [{ column, says: 'null', value: null }]
  if (chunks.length === 2 && sign === ' is not null') return [{ column, says: 'not null', value: null }]
  if (chunks.length !== 3 || !is(third, Param)) return []
  if (sign === ' = ') return [{ column, says: 'is', value: third.value }]
  return sign === ' <> ' ? [{ column, says: 'is not', value: third.value }] : []
}

function textOf(chunk: unknown): string | null {
  return is(chunk, StringChunk) ? chunk.value.join('') : null
}
