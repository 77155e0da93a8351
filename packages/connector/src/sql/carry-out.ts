import type { Outcome } from '../erase.ts'
import type { CascadesOn } from './cascade.ts'
import { dialectOf } from './dialect.ts'
import { carryOutTogether } from './erase-statement.ts'
import { eraseRecords } from './mariadb/erase-records.ts'
import { eraseSets } from './mariadb/erase-sets.ts'
import type { OpenLine } from './open-line.ts'
import type { Outcomes } from './outcomes.ts'
import type { RowHolding } from './resolved.ts'
import type { Session } from './session.ts'

type How = { readonly cascades: readonly CascadesOn[]; readonly trusting: boolean }

/** Carries out lines of one statement key, as the holding's database can. */
export function carryOut(
  holding: RowHolding,
  lines: readonly OpenLine[],
  how: How,
  session: Session,
): Promise<Outcomes> {
  const { name } = dialectOf(holding.rows.table)
  return (name === 'MariaDB' ? onMariadb : carryOutTogether)(holding, lines, how, session)
}

/** Checks in one statement, which locks, and changes in another: MariaDB has no statement that does both. */
async function onMariadb(
  holding: RowHolding,
  lines: readonly OpenLine[],
  { cascades }: How,
  session: Session,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map(
    lines.map(({ index }): [number, Outcome] => [index, { status: 'done', count: 0 }]),
  )
  const change = lines[0]?.task.change
  if (change === undefined || change.length === 0) return outcomes
  const carried = { holding, change, cascades }
  for (const erase of [eraseRecords, eraseSets]) {
    for (const [line, outcome] of await erase(carried, lines, session)) outcomes.set(line, outcome)
  }
  return outcomes
}
