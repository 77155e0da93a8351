import type { Column, Table } from 'drizzle-orm'
import { checkTable } from './check-table.ts'
import type { SuppressionTable } from './declaration.ts'
import { baseTypeOf, isText } from './key-type.ts'
import type { RowHolding, Rows } from './resolved.ts'
import { nameOf } from './table-facts.ts'

/*
 * What the optional verbs write: the marks of a restriction, of a withdrawn consent, of whom not to take in again.
 */

/** Throws where a restriction cannot be written into the column. */
export function checkRestriction(at: string, table: Table, column: Column): void {
  checkTable(at, table, column)
  if (baseTypeOf(column) === 'boolean' || (isTimestamp(column) && !column.notNull)) return
  throw new TypeError(
    `${at}: restricted ${nameOf(column)} is ${typeOf(column)}; use a boolean, or a timestamp that can be null`,
  )
}

type Withdrawal = NonNullable<Rows['withdrawal']>

/** Throws where a withdrawal names no consent of the holding, or values that its columns cannot hold. */
export function checkWithdrawal(at: string, { rows, purposes }: RowHolding, withdrawal: Withdrawal): void {
  const { purpose, at: column, set = [] } = withdrawal
  for (const one of [column, ...set.map((change) => change.column)]) checkTable(at, rows.table, one)
  if (rows.appendOnly !== null) {
    throw new TypeError(
      `${at}: its rows only grow, so no withdrawal can be written into them; leave "withdrawal" out`,
    )
  }
  const consents = purposes.filter(({ basis }) => basis === 'consent').map((one) => one.purpose)
  if (!consents.includes(purpose)) {
    throw new TypeError(
      `${at}: "${purpose}" is no purpose of it that rests on consent; use ${consents.join(' or ') || 'basis: consent'}`,
    )
  }
  if (!(isTimestamp(column) || baseTypeOf(column) === 'date') || column.notNull) {
    throw new TypeError(
      `${at}: withdrawal "at" ${nameOf(column)} is ${typeOf(column)}; use a timestamp or date that can be null`,
    )
  }
  for (const change of set) {
    if (canHold(change)) continue
    throw new TypeError(
      `${at}: withdrawal sets ${nameOf(change.column)}, which is ${typeOf(change.column)}, to ${JSON.stringify(change.to)}; write a value of that type`,
    )
  }
}

/** Throws where an identifier cannot be put into its column by itself. */
export function checkSuppression(at: string, { table, identifiers }: SuppressionTable): void {
  const columns = Object.values(identifiers)
  if (columns.length === 0)
    throw new TypeError(`${at}: it holds no kind of identifier; name a column for one`)
  for (const column of columns) {
    checkTable(at, table, column)
    if (!isText(column)) {
      throw new TypeError(`${at}: ${nameOf(column)} is ${typeOf(column)}; use a column of text`)
    }
    if (columns.length === 1 || !column.notNull) continue
    throw new TypeError(
      `${at}: a row holds one identifier, and ${nameOf(column)} cannot be null; make it nullable`,
    )
  }
}

function canHold({ column, to }: NonNullable<Withdrawal['set']>[number]): boolean {
  if (typeof to === 'boolean') return baseTypeOf(column) === 'boolean'
  if (column.enumValues !== undefined && column.enumValues.length > 0) return column.enumValues.includes(to)
  return isText(column) || column.dataType === 'custom'
}

const isTimestamp = (column: Column): boolean => /^timestamp\b/.test(baseTypeOf(column))
const typeOf = (column: Column): string => `${column.getSQLType()}${column.notNull ? ', not null' : ''}`
