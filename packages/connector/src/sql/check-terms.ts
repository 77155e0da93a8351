import type { Keep } from '@rechtop/schema'
import { is, Column } from 'drizzle-orm'
import { columnsIn } from './declared-columns.ts'
import { columnOf, emptyValueOf } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import type { RowHolding, RowHoldings } from './resolved.ts'
import { emptiable } from './rows.ts'
import { isSameTable, nameOf } from './table-facts.ts'

/** Throws where a plan may ask to empty a field that can't be: it would be noticed in the middle of an erasure. */
export function checkReducing(at: string, holding: RowHolding): void {
  const { rows, type, purposes } = holding
  if (rows.appendOnly !== null || holding.grain === 'set') return
  const mapped = type.fields.filter((field) => rows.fields[field] !== undefined)
  const stuck = mapped.filter((field) => cannotBeEmptied(holding, field))
  const refuse = (field: string, when: string): never => {
    throw new TypeError(
      `${at}: ${when}, "${field}" is emptied, and ${sourceOf(holding, field)} cannot be; let that purpose cover it, make it nullable, or leave the field out`,
    )
  }
  const telling = new Set((rows.where === null ? [] : columnsIn(rows.where)).map(nameOf))
  const tells = mapped.filter((field) => {
    const source = rows.fields[field]
    return is(source, Column) && telling.has(nameOf(source))
  })
  for (const field of rows.sharedWhen === null ? [] : stuck) refuse(field, 'where a row is shared')
  for (const { purpose, fields, keep } of purposes) {
    // what ends as soon as somebody asks outlives nothing
    if (keep === 'until-asked' || fields === 'all') continue
    // a row whose condition is emptied would be found no more
    const left = [...stuck, ...tells].find((field) => !fields.includes(field))
    if (left !== undefined) refuse(left, `when "${purpose}" is the last that holds the record`)
  }
}

function cannotBeEmptied({ rows }: RowHolding, field: string): boolean {
  const one = emptiable(rows, field)
  if (one === null) return true
  return !isJsonPath(one) && emptyValueOf(columnOf(one), false) === null
}

function sourceOf({ rows }: RowHolding, field: string): string {
  const source = rows.fields[field]
  return is(source, Column) ? `${nameOf(source)} (${source.getSQLType()})` : 'an expression'
}

/**
 * Throws where a part is kept that the row it stands in is not: the row would be deleted, and what a plan said stays
 * with it.
 */
export function checkKeptParts(connector: string, holdings: RowHoldings): void {
  for (const [name, part] of Object.entries(holdings)) {
    if (!part.rows.part) continue
    for (const [other, whole] of Object.entries(holdings)) {
      const { rows } = whole
      if (rows.part || whole.onErase === 'reduce' || !isSameTable(rows.table, part.rows.table)) continue
      const outlives = part.purposes.find(({ keep }) => !goesWith(keep, name, whole, holdings))
      if (outlives === undefined) continue
      throw new TypeError(
        `connector "${connector}", holding "${name}": it is kept for "${outlives.purpose}", and its row goes with "${other}"; give that one a purpose with keep: { with: '${name}' }`,
      )
    }
  }
}

function goesWith(keep: Keep<string>, part: string, whole: RowHolding, holdings: RowHoldings): boolean {
  if (keep === 'until-asked') return true
  const rowsKeptWith = 'with' in keep ? holdings[keep.with]?.rows.table : undefined
  if (rowsKeptWith !== undefined && isSameTable(rowsKeptWith, whole.rows.table)) return true
  return whole.purposes.some(
    (one) =>
      typeof one.keep === 'object' &&
      (('with' in one.keep && one.keep.with === part) || JSON.stringify(one.keep) === JSON.stringify(keep)),
  )
}

/** Throws where a term would be counted from a time of which nobody has said in which zone it is. */
export function checkTimes(at: string, { rows, dated, purposes }: RowHolding): void {
  if (rows.timesAreUtc) return
  const counted = purposes.flatMap(({ keep }) =>
    typeof keep === 'object' && 'from' in keep ? [keep.from] : [],
  )
  for (const field of [...(dated === undefined ? [] : [dated]), ...counted]) {
    const source = rows.fields[field]
    if (!is(source, Column) || !/^timestamp( ?\(\d\))?( without time zone)?$/.test(source.getSQLType()))
      continue
    throw new TypeError(
      `${at}: ${nameOf(source)} has no time zone, and a term is counted from it; write zonelessTimes: 'UTC' in the declaration if such times are in UTC, or map "${field}" to an expression that gives one`,
    )
  }
}
