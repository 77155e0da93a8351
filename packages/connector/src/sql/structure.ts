import { getTableName, type Column, type Table } from 'drizzle-orm'
import { z } from 'zod'
import type { Problem } from '../failure.ts'
import { bare, cascadesOn, holdingBack } from './cascade.ts'
import { tablesOf } from './declared-columns.ts'
import { searchedColumns } from './identifier-column.ts'
import { columnsOfPath } from './owner-path.ts'
import { isText } from './key-type.ts'
import type { Identifying, Resolved } from './resolved.ts'
import { rowsOf, type Session } from './session.ts'
import { statementsOf } from './statements.ts'
import { nameOf, tableName } from './table-facts.ts'

/** What in the tables makes erasing slow or incomplete. It works all the same. */
export async function structureProblems(declaration: Resolved, session: Session): Promise<Problem[]> {
  const deleted = deletedTables(declaration)
  const problems = [
    ...(await cascadeProblems(declaration, deleted, session)),
    ...(await triggerProblems(declaration, session)),
  ]
  const slow = [
    ...(await referenceProblems(deleted, session)),
    ...normalFormProblems(declaration),
    ...(await indexProblems(declaration, session)),
  ]
  // a column can lead to a match and be a reference as well
  return [...problems, ...new Map(slow.map((problem) => [problem.at, problem])).values()]
}

function deletedTables({ holdings }: Resolved): Table[] {
  const tables = Object.values(holdings)
    .filter(({ rows, onErase }) => !rows.part && onErase === 'erase' && rows.appendOnly === null)
    .map(({ rows }) => rows.table)
  return [...new Map(tables.map((table) => [tableName(table), table])).values()]
}

async function cascadeProblems(
  declaration: Resolved,
  deleted: readonly Table[],
  session: Session,
): Promise<Problem[]> {
  const own = tablesOf(declaration)
  const all = await cascadesOn(deleted, declaration, session)
  return all.flatMap(({ table, cascades }) =>
    holdingBack(cascades)
      .filter(({ child }) => !own.some((one) => isNamed(one, child)))
      .map(({ child, columns }) => {
        const column = columns.map((pair) => `${bare(child)}.${bare(pair.child)}`).join(', ')
        const mend = `When a row goes, the database deletes or cuts loose rows of ${bare(child)}. Declare a holding for them, or name ${column} in "goesAlong" with a reason. Until then, rows that have such rows are not deleted.`
        return { failure: null, at: tableName(table), mend }
      }),
  )
}

/** As the database writes it: in quotes, and without the schema where that is searched anyway. */
function isNamed(table: Table, written: string): boolean {
  return [tableName(table), getTableName(table)].includes(bare(written))
}

const Trigger = z.object({ at: z.number(), name: z.string() })

async function triggerProblems(declaration: Resolved, session: Session): Promise<Problem[]> {
  const tables = tablesOf(declaration)
  const [first] = tables
  if (first === undefined) return []
  const query = statementsOf(first).triggers(tables)
  return (await rowsOf(session, query, Trigger)).flatMap(({ at, name }) => {
    const table = tables[at]
    if (table === undefined) return []
    const mend = `Its trigger ${name} runs when rows change. See that it keeps no copy of what is erased.`
    return [{ failure: null, at: tableName(table), mend }]
  })
}

/** The columns by which rows are looked up: those that people are searched by, and those that lead to a match. */
function lookedUpColumns(declaration: Resolved): Column[] {
  const scanned = new Set(scannedColumns(declaration))
  const columns = [
    ...searchedIn(declaration).flatMap(({ column, owner }) => [
      ...(scanned.has(column) ? [] : [column]),
      ...(owner === null ? [] : columnsOfPath(owner)),
    ]),
    ...Object.values(declaration.holdings).flatMap(({ rows }) => columnsOfPath(rows.owner)),
  ]
  return [...new Map(columns.map((column) => [nameOf(column), column])).values()]
}

const searchedIn = ({ matches }: Resolved): Identifying[] =>
  Object.values(matches).flatMap(({ identifiers }) => searchedColumns(identifiers))

/** Those that no index can serve, because their normal form is compared. */
function scannedColumns(declaration: Resolved): Column[] {
  if (declaration.dialect.indexesExpressions) return []
  return searchedIn(declaration).flatMap(({ column, normalized }) =>
    normalized || !isText(column) ? [] : [column],
  )
}

function normalFormProblems(declaration: Resolved): Problem[] {
  const { name } = declaration.dialect
  return scannedColumns(declaration).map((column) => ({
    failure: null,
    at: nameOf(column),
    mend: `${name} has no index on a normal form, so that every search reads the whole table. Add a generated column (lower(trim(…)) of an e-mail address) with an index, and declare that one with normalized: true.`,
  }))
}

const Unserved = z.object({ at: z.number() })

async function indexProblems(declaration: Resolved, session: Session): Promise<Problem[]> {
  const columns = lookedUpColumns(declaration)
  const [first] = columns
  if (first === undefined) return []
  const normal = new Set(
    searchedIn(declaration).flatMap(({ column, normalized }) =>
      normalized || !isText(column) ? [] : [nameOf(column)],
    ),
  )
  const query = statementsOf(first.table).unserved(
    columns,
    columns.map((column) => normal.has(nameOf(column))),
  )
  return (await rowsOf(session, query, Unserved)).flatMap(({ at }) => {
    const column = columns[at]
    if (column === undefined) return []
    const what = normal.has(nameOf(column)) ? 'begins with its normal form' : 'begins with it'
    const mend = `No index ${what}, so that every search reads the whole table. Create one.`
    return [{ failure: null, at: nameOf(column), mend }]
  })
}

const Referring = z.object({ child: z.string(), columns: z.string() })

/** References to rows that are deleted: without an index on them, each deleted row costs a look through the whole table. */
async function referenceProblems(deleted: readonly Table[], session: Session): Promise<Problem[]> {
  const [first] = deleted
  if (first === undefined) return []
  const query = statementsOf(first).unservedReferences(deleted)
  return (await rowsOf(session, query, Referring)).map(({ child, columns }) => ({
    failure: null,
    at: columns.includes(',') ? `${child} (${columns})` : `${child}.${columns}`,
    mend: 'No index serves this reference to a table that rows are erased from, so that each erased row reads all of it. Create one.',
  }))
}
