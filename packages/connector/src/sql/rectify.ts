import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Ordered, Outcome } from '../erase.ts'
import type { Holdings } from '../holding.ts'
import type { Correction } from '../right.ts'
import { askedRows } from './asked.ts'
import { bisect } from './bisect.ts'
import { askedValueColumns, askedValues, corrections, differs, type Target } from './corrected-value.ts'
import { correctable, correctionsOf, type OpenCorrection } from './correction.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { answersTo, type Outcomes } from './outcomes.ts'
import { askedKey, askedKeyColumns, isAskedKey } from './record-key.ts'
import type { Resolved, RowHolding } from './resolved.ts'
import { ofHolding, ownedBy } from './rows.ts'
import { rowsOf, type Session } from './session.ts'

/** Whether some field of some holding can be corrected. */
export function canRectify({ holdings }: Resolved): boolean {
  return Object.values(holdings).some((holding) => correctable(holding).length > 0)
}

/**
 * One statement per holding and set of fields, however many corrections there are; a row that is corrected twice gets
 * another, so that the later correction stays. What is so already is done. What the database refuses fails alone.
 */
export async function rectify(
  { holdings, matches }: Resolved,
  orders: readonly Ordered<Correction<Holdings>, SqlLocator>[],
  session: Session,
): Promise<Outcome[][]> {
  for (const { locator } of orders) requireLocator(matches, locator)
  const lines = correctionsOf(holdings, orders)
  const open = lines.flatMap((line) => ('outcome' in line ? [] : [line]))
  const outcomes = await bisect<OpenCorrection>(
    (some, step) =>
      step(
        some.toSorted((one, other) => one.turn - other.turn),
        statementKey,
        writeTogether,
      ),
    open,
    session,
  )
  for (const line of lines) if ('outcome' in line) outcomes.set(line.index, line.outcome)
  return answersTo(orders, lines, outcomes)
}

function statementKey({ name, targets, turn }: OpenCorrection): string {
  return JSON.stringify([turn, name, targets.map(({ field }) => field)])
}

const Done = z.object({ at: z.number() })

async function writeTogether(lines: readonly OpenCorrection[], session: Session): Promise<Outcomes> {
  const [first] = lines
  if (first === undefined) return new Map()
  const done = await rowsOf(session, statement(first.holding, first.targets, lines), Done)
  const isDone = new Set(done.map(({ at }) => at))
  return new Map(
    lines.map(({ index, ref }, at) => [
      index,
      isDone.has(at) ? { status: 'done', count: 1 } : { status: 'stale', refs: [ref] },
    ]),
  )
}

function statement({ rows }: RowHolding, targets: readonly Target[], lines: readonly OpenCorrection[]): SQL {
  const asked = lines.map(({ owner, key, values }, at) => ({
    at,
    owner,
    ...askedKey(key),
    ...askedValues(targets, values),
  }))
  const isOurs = sql`${isAskedKey(rows.key)} and ${ownedBy(rows, sql`asked.owner`)} and ${ofHolding(rows)}`
  const changed =
    targets.length === 0
      ? sql`select asked.at from asked where false`
      : sql`update ${rows.table} set ${corrections(targets)} from asked
          where ${isOurs} and ${differs(targets)} returning asked.at`
  // what is neither so already nor changed was somebody else's when its turn came
  return sql`with ${askedRows(asked, `at int, owner text, ${askedKeyColumns(rows.key)}, ${askedValueColumns}`)},
    same as materialized (select asked.at from asked join ${rows.table} on ${isOurs}
      where not ${differs(targets)}),
    changed as (${changed})
    select at from same union all select at from changed`
}
