import { is, sql, Column, type SQL } from 'drizzle-orm'
import { FailureError, permanent } from '../failure.ts'
import { dialectOf } from './dialect.ts'
import { filled, nameOfEmptied, type Emptied } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import { leadsTo } from './owner-path.ts'
import type { RowHolding, Rows } from './resolved.ts'
import { typedEqual } from './typed.ts'

/** What a field is mapped to, if it can be emptied: not the row's key or owner. */
export function emptiable(rows: Rows, field: string): Emptied | null {
  const source = rows.fields[field]
  if (isJsonPath(source)) return source
  if (!is(source, Column) || source.generated !== undefined) return null
  return [...rows.key, rows.owner.column].some(({ name }) => name === source.name) ? null : source
}

/** What erasing empties, in a holding whose rows stay. */
export function emptiedByErasing(rows: Rows): Emptied[] {
  const mapped = Object.keys(rows.fields).flatMap((field) => emptiable(rows, field) ?? [])
  return distinct([...mapped, ...rows.unread])
}

/** Each once. */
export function distinct(emptied: readonly Emptied[]): Emptied[] {
  return [...new Map(emptied.map((one) => [nameOfEmptied(one), one])).values()]
}

/** A row of this holding: its condition, and for a part that it has a value. */
export function isThere(rows: Rows): SQL {
  return rows.part ? sql`${ofHolding(rows)} and ${hasValue(rows)}` : ofHolding(rows)
}

/** The condition of the holding alone, which an emptied part still meets. */
export function ofHolding(rows: Rows): SQL {
  return rows.where === null ? sql`true` : sql`(${rows.where})`
}

function hasValue(rows: Rows): SQL {
  return anyFilled(Object.keys(rows.fields).flatMap((field) => emptiable(rows, field) ?? []))
}

/** Holds while one of these has a value. */
export function anyFilled(emptied: readonly Emptied[]): SQL {
  return emptied.length === 0 ? sql`false` : sql`(${sql.join(emptied.map(filled), sql` or `)})`
}

/** The row belongs to this key, of the type that the match's key has. */
export function ownedBy(rows: Rows, key: SQL): SQL {
  return sql`${leadsTo(rows.owner, key)}${unlessForeign(rows, key)}`
}

/**
 * Also holds only while the row of the match is not somebody else's: a contact that has become a customer's is none of
 * ours any more, nor is what stands under it. Rows whose match is gone are still its.
 */
export function unlessForeign({ ofMatch }: Rows, key: SQL): SQL {
  if (ofMatch === null) return sql``
  const { table, key: column, where } = ofMatch
  return sql` and not exists (select 1 from ${table} where ${typedEqual(column, key)} and (${where}) is not true)`
}

/** Whether the row names other people too. */
export function isShared(rows: Rows): SQL {
  return rows.sharedWhen === null ? sql`false` : sql`((${rows.sharedWhen}) is true)`
}

/** The row's date is before this one; rows without a date are not. Throws where nothing tells the date. */
export function datedBefore(holding: RowHolding, before: SQL): SQL {
  const column = dateColumnOf(holding)
  if (column === null) throw new FailureError(permanent('this holding cannot be cut by date'))
  return dialectOf(column).isBefore(column, before)
}

/** The column of a holding's date. */
export function dateColumnOf({ dated, rows }: RowHolding): Column | null {
  const column = dated === undefined ? undefined : rows.fields[dated]
  return is(column, Column) ? column : null
}

/** The date to cut by, as the database compares it. Throws where it is none. */
export function cutOf(holding: RowHolding, before: string | undefined): string | null {
  if (before === undefined) return null
  const column = dateColumnOf(holding)
  const cut = column === null ? before : dialectOf(column).cutText(column, before)
  if (cut === null) throw new FailureError(permanent('what to cut by is no date'))
  return cut
}
