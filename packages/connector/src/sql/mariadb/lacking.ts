import { sql, type SQL, type Table } from 'drizzle-orm'
import { z } from 'zod'
import { StatementError } from '../database-error.ts'
import type { Lacking, Need } from '../lacking.ts'
import { inTransaction, rowsOf, type Session } from '../session.ts'
import { tableName } from '../table-facts.ts'
import { askedTables, isAskedTable, named } from './catalog.ts'
import { isForbidden } from './database-error.ts'

const Known = z.object({
  at: z.number(),
  type: z.string().nullable(),
  engine: z.string().nullable(),
  privileges: z.string().nullable(),
})

/**
 * What the database lacks of what is needed. The catalogue tells what the role may do with each column; whether it may
 * delete, only the server itself, so that it is asked to delete nothing.
 */
export async function lacking(needs: readonly Need[], session: Session): Promise<Lacking[]> {
  const known = await rowsOf(session, catalogued(needs), Known)
  const found = known.flatMap((row): Lacking[] => {
    const problem = problemOf(row, needs[row.at])
    return problem === null ? [] : [{ at: row.at, problem }]
  })
  const lost = new Set(found.map(({ at }) => at))
  const deleting = needs
    .map(({ column, privilege }, at) => ({ at, table: column.table, privilege }))
    .filter(({ at, privilege }) => privilege === 'delete' && !lost.has(at))
  for (const [first] of Map.groupBy(deleting, ({ table }) => tableName(table)).values()) {
    if (first === undefined || (await mayDelete(first.table, session))) continue
    found.push({ at: first.at, problem: 'forbidden' })
  }
  return found.toSorted((one, other) => one.at - other.at)
}

function catalogued(needs: readonly Need[]): SQL {
  const asked = askedTables(
    needs.map(({ column }) => column.table),
    needs.map(({ column }) => ({ column: column.name })),
  )
  return sql`with ${asked} select asked.at, tables.table_type as type, tables.engine, columns.privileges
    from asked
    left join information_schema.tables as tables on ${isAskedTable('tables.table_schema', 'tables.table_name')}
    left join information_schema.columns as columns
      on ${isAskedTable('columns.table_schema', 'columns.table_name')} and ${named('columns.column_name')} = asked.c
    order by asked.at`
}

/** A column that the role may not see is for the catalogue one that is not there. */
function problemOf(
  { type, engine, privileges }: z.infer<typeof Known>,
  need: Need | undefined,
): Lacking['problem'] | null {
  if (type === null) return 'no table'
  if (type === 'VIEW') return 'view'
  if (type === 'SYSTEM VERSIONED') return 'versioned'
  if (engine !== 'InnoDB') return 'no rollback'
  if (privileges === null) return 'no column'
  const isColumns = need !== undefined && need.privilege !== 'delete'
  return isColumns && !privileges.split(',').includes(need.privilege) ? 'forbidden' : null
}

async function mayDelete(table: Table, session: Session): Promise<boolean> {
  try {
    await inTransaction(session, (inner) => rowsOf(inner, sql`delete from ${table} where false`, z.unknown()))
    return true
  } catch (thrown) {
    if (thrown instanceof StatementError && isForbidden(thrown)) return false
    throw thrown
  }
}
