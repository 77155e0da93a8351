import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { Outcome } from '../erase.ts'
import { askedRows } from './asked.ts'
import type { SqlHolding } from './declaration.ts'
import { emptyValueOf } from './emptying.ts'
import type { Line, Task } from './erase-line.ts'
import { anyFilled, datedBefore, isThere, ofHolding, ownedBy, typedEqual } from './rows.ts'
import { rowsOf, type Session } from './session.ts'

/** A line that the database has to carry out. */
export type OpenLine = Line & { readonly task: Task }

const Done = z.object({
  line: z.number(),
  count: z.coerce.number(),
  stale: z.array(z.string()),
  over: z.boolean(),
})

/** Lines with one key are carried out by one statement. */
export function statementKey({ holding, task: { change, selected } }: OpenLine): string {
  const columns = change === 'delete' ? change : change.map(({ name }) => name)
  const selection = 'refs' in selected ? 'refs' : selected.before === null ? 'all' : 'before'
  return JSON.stringify([holding, columns, selection])
}

/** Carries out lines of one statement key: checks, then changes, in one statement. */
export async function carryOutTogether(
  holding: SqlHolding,
  lines: readonly OpenLine[],
  session: Session,
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>(lines.map(({ index }) => [index, { status: 'done', count: 0 }]))
  const change = lines[0]?.task.change
  if (change === undefined || change.length === 0) return outcomes
  const query = statement(holding, change, lines)
  if (query === null) return outcomes
  for (const { line, count, stale, over } of await rowsOf(session, query, Done)) {
    const isStale = over || stale.length > 0
    outcomes.set(line, isStale ? { status: 'stale', refs: stale } : { status: 'done', count })
  }
  return outcomes
}

function statement(holding: SqlHolding, change: Task['change'], lines: readonly OpenLine[]): SQL | null {
  const byRef = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? selected.refs.map((ref) => ({ line: index, owner, ref })) : [],
  )
  if (byRef.length > 0) return recordStatement(holding, change, byRef)
  const sets = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? [] : [{ line: index, owner, before: selected.before, ceiling: selected.ceiling }],
  )
  return sets.length > 0 ? setStatement(holding, change, sets) : null
}

type Ref = { readonly line: number; readonly owner: string; readonly ref: string }

/** A line with one stale reference is not begun: what was approved is not what is there. */
function recordStatement(holding: SqlHolding, change: Task['change'], refs: readonly Ref[]): SQL {
  const { rows } = holding
  const isAsked = typedEqual(rows.key, sql`asked.ref`)
  const isOurs = sql`${ownedBy(rows, sql`asked.owner`)} and ${ofHolding(rows)}`
  const allowed = sql`not exists (select from stale where stale.line = asked.line)`
  return sql`with ${askedRows(refs, 'line int, owner text, ref text')},
    stale as materialized (select asked.line, asked.ref from asked join ${rows.table} on ${isAsked}
      where (${isOurs}) is not true),
    changed as (${changing(holding, change, sql`asked`, sql`${isAsked} and ${isOurs} and ${allowed}`)}),
    outcome as (select line, null::text as ref from changed union all select line, ref from stale)
    select line, count(*) filter (where ref is null) as count, false as over,
      coalesce(jsonb_agg(ref order by ref) filter (where ref is not null), '[]') as stale
    from outcome group by line`
}

type Cut = {
  readonly line: number
  readonly owner: string
  readonly before: string | null
  readonly ceiling: number
}

/** A set that is past its ceiling is left whole. */
function setStatement(holding: SqlHolding, change: Task['change'], sets: readonly Cut[]): SQL {
  const { rows } = holding
  const cut = sets[0]?.before == null ? sql`true` : datedBefore(holding, sql`asked.before`)
  const isOurs = sql`${ownedBy(rows, sql`asked.owner`)} and ${isThere(rows)} and ${cut}`
  return sql`with ${askedRows(sets, 'line int, owner text, before text, ceiling numeric')},
    selected as materialized (select asked.line, count(*) as count from asked join ${rows.table} on ${isOurs}
      group by asked.line),
    allowed as materialized (select asked.* from asked left join selected on selected.line = asked.line
      where coalesce(selected.count, 0) <= asked.ceiling),
    changed as (${changing(holding, change, sql`allowed as asked`, isOurs)}),
    done as (select line, count(*) as count from changed group by line)
    select asked.line, coalesce(done.count, 0) as count, '[]'::jsonb as stale, allowed.line is null as over
    from asked left join done on done.line = asked.line left join allowed on allowed.line = asked.line`
}

/** The data-modifying part. It repeats every predicate, so that rows that change meanwhile are left. */
function changing({ rows }: SqlHolding, change: Task['change'], from: SQL, where: SQL): SQL {
  if (change === 'delete')
    return sql`delete from ${rows.table} using ${from} where ${where} returning asked.line`
  return sql`update ${rows.table} set ${assignments(change)} from ${from}
    where ${where} and ${anyFilled(change)} returning asked.line`
}

function assignments(columns: readonly PgColumn[]): SQL {
  return sql.join(
    columns.map((column) => sql`${sql.identifier(column.name)} = ${emptyValueOf(column) ?? sql`null`}`),
    sql`, `,
  )
}
