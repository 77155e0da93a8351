import { sql, type Column, type SQL, type Table } from 'drizzle-orm'
import { z } from 'zod'
import type { Outcome } from '../erase.ts'
import { failureOf } from '../failure.ts'
import type { Suppression } from '../right.ts'
import { askedRows } from './asked.ts'
import { bisect } from './bisect.ts'
import type { SuppressionTable } from './declaration.ts'
import { failed, outcomeOf, type Outcomes } from './outcomes.ts'
import { rowsOf, type Session } from './session.ts'
import { entriesOf, type Entry } from './suppression-entry.ts'
import { typedEqual } from './typed.ts'

/**
 * One statement per kind of identifier, and one more per kind that is lifted, however many are asked. An entry that is
 * there already, or not there to be lifted, is done and not counted; of what is asked twice the last counts. Without
 * an identifier of a kind that the list holds: unsupported.
 */
export async function suppress(
  { table, identifiers }: SuppressionTable,
  suppressions: readonly Suppression[],
  session: Session,
): Promise<Outcome[]> {
  const { entries, asked } = entriesOf(identifiers, suppressions)
  const outcomes = await bisect<Entry>(
    (some, step) =>
      step(
        some,
        ({ kind, suppressed }) => JSON.stringify([kind, suppressed]),
        (together, inner) => writeTogether(table, identifiers, together, inner),
      ),
    entries,
    session,
    // somebody else put it on the list meanwhile
    (error) => (error.isDuplicate ? { status: 'done', count: 0 } : failed(failureOf(error))),
  )
  return asked.map((ofOne, order) => together(order, ofOne, outcomes))
}

/** One failed entry fails its suppression: somebody could be taken in again. */
function together(order: number, entries: readonly Entry[], outcomes: Outcomes): Outcome {
  if (entries.length === 0) {
    return { status: 'unsupported', why: 'The list of this system holds none of these kinds of identifiers.' }
  }
  const found = entries.map((entry) => ({ entry, outcome: outcomeOf(outcomes, entry.index) }))
  const done = found.reduce(
    (sum, { entry, outcome }) =>
      sum + (outcome.status === 'done' && entry.order === order ? outcome.count : 0),
    0,
  )
  for (const { outcome } of found) if (outcome.status === 'failed') return { ...outcome, done }
  return { status: 'done', count: done }
}

const Done = z.object({ at: z.number() })

async function writeTogether(
  table: Table,
  identifiers: SuppressionTable['identifiers'],
  entries: readonly Entry[],
  session: Session,
): Promise<Outcomes> {
  const column = entries[0] && identifiers[entries[0].kind]
  if (column === undefined) return new Map()
  const query = statement(table, column, entries)
  const written = new Set((await rowsOf(session, query, Done)).map(({ at }) => at))
  return new Map(entries.map(({ index }, at) => [index, { status: 'done', count: written.has(at) ? 1 : 0 }]))
}

function statement(table: Table, column: Column, entries: readonly Entry[]): SQL {
  const asked = askedRows(
    entries.map(({ value }, at) => ({ at, value })),
    'at int, value text',
  )
  const name = sql.identifier(column.name)
  const isListed = typedEqual(column, sql`asked.value`)
  if (entries[0]?.suppressed === false) {
    return sql`with ${asked}, changed as (delete from ${table} using asked where ${isListed} returning asked.at)
      select distinct at from changed`
  }
  return sql`with ${asked},
    missing as materialized (select asked.at, asked.value from asked
      where not exists (select from ${table} where ${isListed})),
    changed as (insert into ${table} (${name}) select value from missing)
    select at from missing`
}
