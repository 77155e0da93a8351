import { is, Column } from 'drizzle-orm'
import { checkRestriction, checkSuppression, checkWithdrawal } from './check-marks.ts'
import { checkTable } from './check-table.ts'
import { checkClaims } from './claims.ts'
import { undeclaredIn } from './declared-columns.ts'
import { columnOf, emptyValueOf, isJson } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import { baseTypeOf, keyTypeOf, recordKeyTypeOf } from './key-type.ts'
import { columnsOfPath, lastOfPath, requireLeadsTo } from './owner-path.ts'
import { checkKeptParts, checkReducing, checkTimes } from './check-terms.ts'
import type { Match, Resolved, RowHolding, Rows } from './resolved.ts'
import { dateColumnOf, emptiedByErasing } from './rows.ts'
import { nameOf } from './table-facts.ts'

/** Throws, naming the place and the mend, where a declaration contradicts itself or leaves a column unsaid. */
export function checkDeclaration(declaration: Resolved): void {
  const { name: connector, matches, holdings } = declaration
  for (const [name, match] of Object.entries(matches)) {
    checkMatch(`connector "${connector}", match "${name}"`, match)
  }
  for (const [name, holding] of Object.entries(holdings)) {
    checkHolding(`connector "${connector}", holding "${name}"`, holding, declaration)
  }
  for (const { identifiers, holding } of declaration.referrals) {
    if (identifiers.every(({ owner }) => owner === null)) continue
    throw new TypeError(`connector "${connector}", referral "${holding}": search columns of its own table`)
  }
  if (declaration.suppression !== null) {
    checkSuppression(`connector "${connector}", suppression`, declaration.suppression)
  }
  checkClaims(connector, holdings)
  checkKeptParts(connector, holdings)
  const undeclared = undeclaredIn(declaration).map(nameOf)
  if (undeclared.length > 0) {
    throw new TypeError(
      `connector "${connector}": nothing is said of ${undeclared.join(', ')}; declare them in a holding, or in "excluded" with a reason`,
    )
  }
}

function checkMatch(at: string, { table, key, identifiers, restricted }: Match): void {
  checkKey(at, 'key', key)
  checkTable(at, table, key)
  if (restricted !== null) checkRestriction(at, table, restricted)
  for (const { kind, column, owner } of identifiers) {
    checkKey(at, `identifier ${kind}`, column)
    checkTable(at, owner?.column.table ?? table, column)
    if (owner === null) continue
    checkSameType(`${at}, identifier ${kind}`, lastOfPath(owner), key)
    requireLeadsTo(`${at}, identifier ${kind}`, owner, { table, key })
  }
}

function checkHolding(at: string, holding: RowHolding, { matches }: Resolved): void {
  const { rows } = holding
  for (const column of rows.key) checkRecordKey(at, column)
  for (const column of columnsOfPath(rows.owner)) checkKey(at, 'owner', column)
  for (const column of [...rows.key, rows.owner.column, ...rows.unread]) checkTable(at, rows.table, column)
  const match = matches[rows.match]
  if (match !== undefined) {
    checkSameType(at, lastOfPath(rows.owner), match.key)
    requireLeadsTo(at, rows.owner, match)
  }
  checkFields(at, holding)
  if (holding.grain === 'set') checkSet(at, holding)
  if (rows.part || holding.onErase === 'reduce') checkEmptying(at, rows)
  checkReducing(at, holding)
  checkTimes(at, holding)
  if (rows.withdrawal !== null) checkWithdrawal(at, holding, rows.withdrawal)
}

function checkFields(at: string, { rows, type }: RowHolding): void {
  for (const [field, source] of Object.entries(rows.fields)) {
    if (!type.fields.includes(field)) {
      throw new TypeError(`${at}: "${field}" is no field of ${type.name}; use ${type.fields.join(', ')}`)
    }
    if (source === undefined) {
      throw new TypeError(`${at}: the column of "${field}" is undefined; name one, or leave the field out`)
    }
    if (is(source, Column)) checkTable(at, rows.table, source)
    if (!isJsonPath(source)) continue
    checkTable(at, rows.table, source.json)
    if (isJson(source.json)) continue
    throw new TypeError(
      `${at}: ${nameOf(source.json)} is no JSON column; map "${field}" to the column itself`,
    )
  }
}

function checkSet(at: string, holding: RowHolding): void {
  if (holding.dated !== undefined && dateColumnOf(holding) === null) {
    throw new TypeError(
      `${at}: map its dated field "${holding.dated}" to a column, so that the set can be cut by it`,
    )
  }
  const column = dateColumnOf(holding)
  if (column !== null && !/^(date|datetime|timestamp)/.test(baseTypeOf(column))) {
    throw new TypeError(
      `${at}: ${nameOf(column)} is of type ${column.getSQLType()}, by which no dates compare; use a column of a date or time type`,
    )
  }
  if (holding.rows.sharedWhen === null) return
  throw new TypeError(
    `${at}: rows of a set are not looked at one by one; write grain: 'record' for shared rows`,
  )
}

function checkEmptying(at: string, rows: Rows): void {
  const emptied = emptiedByErasing(rows)
  if (emptied.length === 0) {
    throw new TypeError(
      `${at}: erasing it empties its columns, and it has none of its own; map a field to one`,
    )
  }
  for (const one of emptied) {
    const column = columnOf(one)
    if (isJsonPath(one) || emptyValueOf(column, false) !== null) continue
    throw new TypeError(
      `${at}: ${nameOf(column)} (${column.getSQLType()}, not null) cannot be emptied; make the column nullable, or do not map it here`,
    )
  }
}

function checkSameType(at: string, owner: Column, key: Column): void {
  if (kindOf(owner) === kindOf(key)) return
  throw new TypeError(
    `${at}: owner ${nameOf(owner)} is of another type than ${nameOf(key)}; name the column that refers to it`,
  )
}

function kindOf(column: Column): string | undefined {
  return keyTypeOf(column)?.family
}

function checkKey(at: string, role: string, column: Column): void {
  if (keyTypeOf(column) !== null) return
  throw new TypeError(
    `${at}: ${role} ${nameOf(column)} is of type ${column.getSQLType()}; use a column of an integer type, uuid or text`,
  )
}

/** A date may stand beside an id. */
function checkRecordKey(at: string, column: Column): void {
  if (recordKeyTypeOf(column) === null) checkKey(at, 'key', column)
}
