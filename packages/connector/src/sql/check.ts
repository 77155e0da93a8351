import type { Column } from 'drizzle-orm'
import { misconfigured, unauthorized, failureOf, unusable, type Problem } from '../failure.ts'
import { WrongDatabase } from './client.ts'
import { StatementError } from './database-error.ts'
import { declaredColumns } from './declared-columns.ts'
import { columnOf } from './emptying.ts'
import { identifyingColumnsOf } from './identifier-column.ts'
import type { Resolved, RowHolding } from './resolved.ts'
import { emptiable, emptiedByErasing } from './rows.ts'
import type { Lacking, Need, Privilege } from './lacking.ts'
import type { Session } from './session.ts'
import { statementsOf } from './statements.ts'
import { structureProblems } from './structure.ts'
import { nameOf, tableName } from './table-facts.ts'

const noPermission = unauthorized('select, insert, update and delete on the declared tables')

/**
 * Whether every declared column is there, in a table that rows can be deleted from, and we may read it and, where a
 * line can order it, empty or delete it. Then what in the tables makes erasing slow or incomplete.
 */
export async function check(declaration: Resolved, session: Session): Promise<Problem[]> {
  try {
    const problems = await missing(needsOf(declaration), session)
    // of tables that are not there, or not ours to read, there is nothing more to say
    return problems.length > 0 ? problems : await structureProblems(declaration, session)
  } catch (thrown) {
    if (thrown instanceof WrongDatabase) return [otherDatabase(declaration)]
    if (!(thrown instanceof StatementError)) throw thrown
    // a schema that we may not look into is refused here already
    return [unusable(thrown.state === '42501' ? noPermission : failureOf(thrown))]
  }
}

function otherDatabase({ dialect: { name } }: Resolved): Problem {
  const mend = `The tables are declared for ${name}, and the address is one of another database. ${addresses[name]}`
  return { failure: misconfigured('database'), at: '', mend }
}

const addresses = {
  PostgreSQL: 'Write postgres://user:password@host/name, or declare the tables with drizzle-orm/mysql-core.',
  MariaDB: 'Write mysql://user:password@host/name, or declare the tables with drizzle-orm/pg-core.',
}

async function missing(needs: readonly Need[], session: Session): Promise<Problem[]> {
  const [first] = needs
  if (first === undefined) return []
  const lacking = await statementsOf(first.column.table).lacking(needs, session)
  const problems = lacking.flatMap(({ at, problem }) => {
    const need = needs[at]
    return need === undefined ? [] : [problemOf(need, problem)]
  })
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}

function problemOf({ column, privilege }: Need, problem: Lacking['problem']): Problem {
  const table = tableName(column.table)
  if (problem === 'no table' || problem === 'no column') {
    const mend = `The database has ${problem} of this name. Mend the declaration, or the database it is pointed at.`
    return { failure: misconfigured('database'), at: problem === 'no table' ? table : nameOf(column), mend }
  }
  if (problem === 'view') {
    const mend = 'This is a view. Declare the tables under it: nothing can be erased through a view.'
    return { failure: misconfigured('database'), at: table, mend }
  }
  if (problem === 'no rollback') {
    const mend =
      'Its storage engine cannot take back what was half done. Make it InnoDB: alter table … engine = InnoDB.'
    return { failure: misconfigured('database'), at: table, mend }
  }
  if (problem === 'policies') {
    const mend = `Row-level security hides rows of ${table} from this role: what it does not see would be neither found nor erased. Sign in with a role that it does not apply to.`
    return { failure: misconfigured('database'), at: table, mend }
  }
  if (problem === 'versioned') {
    const mend =
      'It is system-versioned: what is erased stays in its history. Drop the system versioning, or leave the table out.'
    return { failure: misconfigured('database'), at: table, mend }
  }
  return {
    failure: noPermission,
    at: table,
    mend: `Grant ${privilege} on ${table} to the role that signs in.`,
  }
}

function needsOf(declaration: Resolved): Need[] {
  const needs = (columns: readonly Column[], privilege: Privilege): Need[] =>
    columns.map((column) => ({ column, privilege }))
  const holdings = Object.values(declaration.holdings).filter(({ rows }) => rows.appendOnly === null)
  const suppressed = Object.values(declaration.suppression?.identifiers ?? {})
  const referred = declaration.referrals.flatMap(({ identifiers, controller }) => [
    controller.id,
    ...identifyingColumnsOf(identifiers),
  ])
  return [
    ...needs([...declaredColumns(declaration), ...referred], 'select'),
    ...needs([...holdings.flatMap(emptiedIn), ...markedIn(declaration)], 'update'),
    ...needs(suppressed, 'insert'),
    ...needs(suppressed, 'delete'),
    ...needs(
      holdings.flatMap(({ rows, onErase }) => (rows.part || onErase === 'reduce' ? [] : rows.key)),
      'delete',
    ),
  ]
}

/** What restricting and withdrawing a consent write. A role that may not correct is a choice, and not asked for here. */
function markedIn({ matches, holdings }: Resolved): Column[] {
  const restricted = Object.values(matches).flatMap((match) => match.restricted ?? [])
  const withdrawn = Object.values(holdings).flatMap(({ rows: { withdrawal } }) =>
    withdrawal === null ? [] : [withdrawal.at, ...(withdrawal.set ?? []).map(({ column }) => column)],
  )
  return [...restricted, ...withdrawn]
}

function emptiedIn({ rows, onErase, purposes, type }: RowHolding): Column[] {
  if (rows.part || onErase === 'reduce') return emptiedByErasing(rows).map(columnOf)
  // when one purpose ends before another, the fields that only it covers are emptied
  const partly = purposes.some(({ fields }) => fields !== 'all') || rows.sharedWhen !== null
  const fields = partly ? type.fields : []
  return fields.flatMap((field) => emptiable(rows, field) ?? []).map(columnOf)
}
