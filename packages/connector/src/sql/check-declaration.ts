import { is } from 'drizzle-orm'
import { PgColumn } from 'drizzle-orm/pg-core'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { emptyValueOf } from './emptying.ts'
import { identifyingColumns } from './identifier-column.ts'
import { keyTypeOf } from './key-type.ts'
import { emptiedByErasing } from './rows.ts'
import { columnsOf, nameOf, tableName, undeclaredColumns } from './table-columns.ts'

type Declaration = SqlDeclaration<Readonly<Record<string, SqlHolding>>>

/** Throws, naming the place and the mend, where a declaration contradicts itself or leaves a column unsaid. */
export function checkDeclaration(declaration: Declaration): void {
  for (const [name, match] of Object.entries(declaration.matches)) {
    const at = `connector "${declaration.name}", match "${name}"`
    checkKey(at, 'key', match.key)
    const identifiers = identifyingColumns(match.identifiers)
    for (const { kind, column } of identifiers) checkKey(at, `identifier ${kind}`, column)
    for (const column of [match.key, ...identifiers.map(({ column }) => column)])
      checkTable(at, match, column)
  }
  for (const [name, holding] of Object.entries(declaration.holdings)) {
    checkHolding(`connector "${declaration.name}", holding "${name}"`, holding, declaration)
  }
  checkWholeTables(declaration)
  const undeclared = undeclaredColumns(declaration).map(({ table, column }) => `${table}.${column}`)
  if (undeclared.length > 0) {
    throw new TypeError(
      `connector "${declaration.name}": nothing is said of ${undeclared.join(', ')}; declare them in a holding, or in "excluded" with a reason`,
    )
  }
}

function checkHolding(at: string, holding: SqlHolding, { matches }: Declaration): void {
  const { rows } = holding
  const match = Object.hasOwn(matches, rows.match) ? matches[rows.match] : undefined
  if (match === undefined) {
    throw new TypeError(
      `${at}: match "${rows.match}" is not declared; use ${Object.keys(matches).join(' or ')}`,
    )
  }
  if ('where' in rows && rows.where === undefined) {
    throw new TypeError(
      `${at}: "where" is undefined, so every row would be meant; write the condition or leave it out`,
    )
  }
  for (const [role, column] of [
    ['key', rows.key],
    ['owner', rows.owner],
  ] as const) {
    checkKey(at, role, column)
    checkTable(at, rows, column)
  }
  if (isInteger(rows.owner) !== isInteger(match.key) || isUuid(rows.owner) !== isUuid(match.key)) {
    throw new TypeError(
      `${at}: owner ${nameOf(rows.owner)} is of another type than ${nameOf(match.key)}; name the column that refers to it`,
    )
  }
  for (const [field, source] of Object.entries(rows.fields)) {
    if (!holding.type.fields.includes(field)) {
      throw new TypeError(
        `${at}: "${field}" is no field of ${holding.type.name}; use ${holding.type.fields.join(', ')}`,
      )
    }
    if (is(source, PgColumn)) checkTable(at, rows, source)
  }
  for (const column of rows.unread ?? []) checkTable(at, rows, column)
  if (holding.grain === 'set' && holding.dated !== undefined && !is(rows.fields[holding.dated], PgColumn)) {
    throw new TypeError(
      `${at}: map its dated field "${holding.dated}" to a column, so that the set can be cut by it`,
    )
  }
  if (rows.part === true || holding.onErase === 'reduce') checkEmptying(at, holding)
}

function checkEmptying(at: string, { rows }: SqlHolding): void {
  const columns = emptiedByErasing(rows)
  if (columns.length === 0) {
    throw new TypeError(
      `${at}: erasing it empties its columns, and it has none of its own; map a field to one`,
    )
  }
  for (const column of columns) {
    if (emptyValueOf(column) !== null) continue
    throw new TypeError(
      `${at}: ${nameOf(column)} (${column.getSQLType()}, not null) cannot be emptied; make the column nullable, or do not map it here`,
    )
  }
}

const isUuid = (column: PgColumn): boolean => keyTypeOf(column)?.sql === 'uuid'
const isInteger = (column: PgColumn): boolean =>
  keyTypeOf(column)?.sql.endsWith('int') === true || keyTypeOf(column)?.sql === 'integer'

function checkKey(at: string, role: string, column: PgColumn): void {
  if (keyTypeOf(column) !== null) return
  throw new TypeError(
    `${at}: ${role} ${nameOf(column)} is of type ${column.getSQLType()}; use a column of an integer type, uuid or text`,
  )
}

function checkTable(at: string, { table }: Pick<SqlHolding['rows'], 'table'>, column: PgColumn): void {
  if (columnsOf(table).some((own) => nameOf(own) === nameOf(column))) return
  throw new TypeError(
    `${at}: ${nameOf(column)} is no column of ${tableName(table)}; use a column of that table`,
  )
}

/** Two holdings that each have all rows of one table would each erase the other's. */
function checkWholeTables({ name: connector, holdings }: Declaration): void {
  const whole = new Map<string, string>()
  for (const [name, { rows }] of Object.entries(holdings)) {
    if (rows.part === true || rows.where !== undefined) continue
    const other = whole.get(tableName(rows.table))
    if (other !== undefined) {
      throw new TypeError(
        `connector "${connector}", holding "${name}": "${other}" has all rows of ${tableName(rows.table)} too; give each a "where" or make one a "part"`,
      )
    }
    whole.set(tableName(rows.table), name)
  }
}
