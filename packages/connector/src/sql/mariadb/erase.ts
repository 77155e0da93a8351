import { sql, type SQL } from 'drizzle-orm'
import { wouldTakeAlong, type CascadesOn } from '../cascade.ts'
import { assignments } from '../emptying.ts'
import type { Task } from '../erase-line.ts'
import { emailColumns } from '../erase-statement.ts'
import type { RowHolding } from '../resolved.ts'
import { rowsOf, type Session } from '../session.ts'
import { Changed } from './client.ts'
import { changedMeanwhile } from './database-error.ts'

/** What is done to rows, of one holding. */
export type Carried = {
  readonly holding: RowHolding
  readonly change: Task['change']
  readonly cascades: readonly CascadesOn[]
}

/** Whether the row would take rows along that no line has ordered. */
export function isHeld({ holding: { rows }, change, cascades }: Carried): SQL {
  return change === 'delete' ? wouldTakeAlong(rows.table, cascades) : sql`false`
}

/**
 * Deletes or empties the rows that `chosen` joins to the table. Their rows are locked and counted already; another
 * number means that some came in meanwhile, and that all has to be done again.
 */
export async function change(
  { holding, change: what }: Carried,
  chosen: SQL,
  expected: number,
  session: Session,
): Promise<void> {
  if (expected === 0) return
  const { table } = holding.rows
  const emails = emailColumns(holding)
  const query =
    what === 'delete'
      ? sql`delete ${table} from ${chosen}`
      : sql`update ${chosen} set ${assignments(what, (column) => emails.has(column.name))}`
  const [changed] = await rowsOf(session, query, Changed)
  if (changed?.affected !== expected) throw changedMeanwhile()
}
