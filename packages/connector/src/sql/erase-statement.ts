import { is, sql, Column, type SQL, type Table } from 'drizzle-orm'
import { z } from 'zod'
import type { Outcome } from '../erase.ts'
import { blocked, FailureError, permanent } from '../failure.ts'
import { askedRows } from './asked.ts'
import { canHoldBack, wouldTakeAlong, type CascadesOn } from './cascade.ts'
import { assignments, nameOfEmptied } from './emptying.ts'
import type { Task } from './erase-line.ts'
import type { OpenLine } from './open-line.ts'
import { isOn, leadsTo, tablesOnTheWay } from './owner-path.ts'
import { askedKey, askedKeyColumns, isAskedKey } from './record-key.ts'
import type { RowHolding } from './resolved.ts'
import { anyFilled, datedBefore, isShared, isThere, ofHolding, ownedBy, unlessForeign } from './rows.ts'
import { rowsOf, type Session } from './session.ts'
import { namesOf } from './table-facts.ts'
import { typed } from './typed.ts'

/**
 * Of a line: how many rows it should have changed and how many it did, how many were held back, whether it is past its
 * ceiling, which refs are stale.
 */
const Done = z.tuple([z.number(), z.number(), z.number(), z.number(), z.boolean(), z.array(z.number())])
/** In one value, because a thousand rows cost the driver more than the deletion costs the database. */
const Answer = z.object({ lines: z.array(Done), guarded: z.boolean() })

/** Lines with one key are carried out by one statement. */
export function statementKey({ holding, task: { change, selected }, joined = [] }: OpenLine): string {
  const what = change === 'delete' ? change : change.map(nameOfEmptied)
  const selection = 'refs' in selected ? 'refs' : selected.before === null ? 'all' : 'before'
  const parts = joined.map(({ name, change: own }) => [name, own.map(nameOfEmptied)])
  return JSON.stringify([holding, what, selection, parts])
}

/** Carries out lines of one statement key: checks, then changes, in one statement. */
export async function carryOutTogether(
  holding: RowHolding,
  lines: readonly OpenLine[],
  how: { readonly cascades: readonly CascadesOn[]; readonly trusting: boolean },
  session: Session,
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>(lines.map(({ index }) => [index, { status: 'done', count: 0 }]))
  const change = lines[0]?.task.change
  if (change === undefined || change.length === 0) return outcomes
  const refs = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? selected.refs.map((ref) => ({ line: index, owner, ...ref })) : [],
  )
  const joined = lines[0]?.joined
  const query = statement({ holding, change, joined, ...how }, lines, refs)
  if (query === null) return outcomes
  const [answer] = await rowsOf(session, query, Answer)
  // under a trigger or a policy a row can stay that was told to go: then every row is counted before
  if (how.trusting && answer?.guarded === true) throw new NotAsTrusted()
  const wanted = joined === undefined ? null : Map.groupBy(refs, ({ line }) => line)
  // which of the joined lines it was that had nothing to empty, or was stale, shows by themselves
  if (wanted !== null && (answer?.lines.length ?? 0) < lines.length) throw new NotAsTrusted()
  for (const [line, due, count, held, over, stale] of answer?.lines ?? []) {
    if (how.trusting && over && count > 0) throw new NotAsTrusted()
    if (wanted !== null && !(count === due && due === wanted.get(line)?.length)) throw new NotAsTrusted()
    const isStale = over || stale.length > 0
    if (isStale) outcomes.set(line, { status: 'stale', refs: stale.flatMap((at) => refs[at]?.ref ?? []) })
    else if (held > 0) outcomes.set(line, { status: 'failed', failure: heldBack, done: count })
    else if (count < due) outcomes.set(line, { status: 'failed', failure: kept, done: count })
    else outcomes.set(line, { status: 'done', count })
  }
  return outcomes
}

const kept = blocked('a trigger, a policy or another transaction that kept a row as it was')

/** Rows are not as the first try takes them to be, of which some were changed: the transaction must not be committed. */
export class NotAsTrusted extends FailureError {
  constructor() {
    super(permanent('rows are not as they were taken to be'))
  }
}

export const heldBack = blocked('rows of another table that the database would delete or cut loose with it')

type Carried = {
  readonly holding: RowHolding
  readonly change: Task['change']
  /** All lines that each line stands for, where it stands for several. */
  readonly joined?: OpenLine['joined']
  readonly cascades: readonly CascadesOn[]
  /** Ceilings are looked at after the change, which then has to be undone; else before it, at the price of a second look. */
  readonly trusting: boolean
}
type AskedRef = {
  readonly line: number
  readonly owner: string
  readonly ref: string
  readonly values: readonly string[]
}

function statement(carried: Carried, lines: readonly OpenLine[], refs: readonly AskedRef[]): SQL | null {
  if (refs.length > 0) return recordStatement(carried, refs)
  const sets = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? [] : [{ line: index, owner, before: selected.before, ceiling: selected.ceiling }],
  )
  if (sets.length === 0) return null
  const { trusting, change, cascades, holding } = carried
  const { column, next } = holding.rows.owner
  const isWhole =
    sets.every(({ before }) => before === null) &&
    (change !== 'delete' || !canHoldBack(holding.rows.table, cascades))
  return trusting && isWhole && next === null
    ? quickSetStatement(carried, column, sets)
    : setStatement(carried, sets)
}

const answer = (guarded: SQL): SQL => sql`select ${guarded} as guarded,
  coalesce(jsonb_agg(jsonb_build_array(line, due, count, held, over, stale)), '[]') as lines from answer`

/** A line with one stale reference is not begun: what was approved is not what is there. */
function recordStatement(carried: Carried, refs: readonly AskedRef[]): SQL {
  const { rows } = carried.holding
  const isThat = sql.join(
    holdingsOf(carried).map((holding) => ofHolding(holding.rows)),
    sql` and `,
  )
  const asked = refs.map(({ line, owner, values }, at) => ({ line, at, owner, ...askedKey(values) }))
  const isAsked = isAskedKey(rows.key)
  const isWhole = carried.change === 'delete' ? sql`not ${isShared(rows)}` : sql`true`
  const isOurs = sql`${isThat} and ${isWhole}`
  // whose the match is does not change within a statement, and a line of somebody else's is stale
  const isOwn = sql`${leadsTo(rows.owner, sql`asked.owner`)} and ${isOurs}`
  const allowed = sql`not exists (select from stale where stale.line = asked.line)`
  return sql`with ${askedRows(asked, `line int, at int, owner text, ${askedKeyColumns(rows.key)}`)},
    looked as materialized (select asked.line, asked.at, (${ownedBy(rows, sql`asked.owner`)} and ${isOurs}) is true as ours,
      ${isHeld(carried)} as held, ${isDue(carried)} as due from asked join ${rows.table} on ${isAsked}),
    stale as materialized (select line from looked where not ours),
    changed as (${changing(carried, sql`asked`, sql`${isAsked} and ${isOwn} and ${allowed}`, sql`asked.line`)}),
    outcome as (select line, at, ours, due, held, 0 as count from looked
      union all select line, null, null, null, null, 1 from changed),
    answer as (select line, count(*) filter (where ours and due) as due, sum(count) as count,
      count(*) filter (where ours and held) as held, false as over,
      coalesce(jsonb_agg(at order by at) filter (where not ours), '[]') as stale from outcome group by line)
    ${answer(sql`false`)}`
}

type Cut = {
  readonly line: number
  readonly owner: string
  readonly before: string | null
  readonly ceiling: number
}

/**
 * Changes the sets, and says which were larger than their ceiling. The owners stand in a list and not in a join, for
 * which the planner would read the whole table.
 */
function quickSetStatement(carried: Carried, owner: Column, sets: readonly Cut[]): SQL {
  const { rows } = carried.holding
  const own = sql`select ${typed(owner, sql`asked.owner`)} from asked where true${unlessForeign(rows, sql`asked.owner`)}`
  const isOurs = sql`${owner} = any(array(${own})) and ${isThere(rows)}`
  return sql`with ${askedRows(sets, 'line int, owner text, before text, ceiling numeric')},
    changed as (${changing(carried, null, isOurs, sql`${owner} as owner`)}),
    done as (select owner, count(*) as count from changed group by owner),
    answer as (select min(asked.line) as line, 0 as due, min(done.count) as count, 0 as held, '[]'::jsonb as stale,
      (min(done.count) <= min(asked.ceiling)) is not true as over
      from done join asked on ${typed(owner, sql`asked.owner`)} = done.owner group by done.owner)
    ${answer(isGuarded(rows.table))}`
}

function isOfSet({ holding }: Carried, sets: readonly Cut[]): SQL {
  const cut = sets[0]?.before == null ? sql`true` : datedBefore(holding, sql`asked.before`)
  const isOwn = sql`${isOn(holding.rows.owner, sql`asked.owner`)}${unlessForeign(holding.rows, sql`asked.owner`)}`
  return sql`${isOwn} and ${isThere(holding.rows)} and ${cut}`
}

/** A set that is past its ceiling is left whole. */
function setStatement(carried: Carried, sets: readonly Cut[]): SQL {
  const { rows } = carried.holding
  const isOurs = isOfSet(carried, sets)
  const way = tablesOnTheWay(rows.owner)
  return sql`with ${askedRows(sets, 'line int, owner text, before text, ceiling numeric')},
    selected as materialized (select asked.line, count(*) as count,
      count(*) filter (where ${isHeld(carried)}) as held, count(*) filter (where ${isDue(carried)}) as due
      from asked, ${sql.join([...way, rows.table], sql`, `)} where ${isOurs} group by asked.line),
    allowed as materialized (select asked.*, selected.held, selected.due from asked
      left join selected on selected.line = asked.line
      where coalesce(selected.count, 0) <= asked.ceiling),
    changed as (${changing(carried, sql.join([sql`allowed as asked`, ...way], sql`, `), isOurs, sql`asked.line`)}),
    done as (select line, count(*) as count from changed group by line),
    answer as (select asked.line, coalesce(allowed.due, 0) as due, coalesce(done.count, 0) as count, coalesce(allowed.held, 0) as held,
      '[]'::jsonb as stale, allowed.line is null as over
      from asked left join done on done.line = asked.line left join allowed on allowed.line = asked.line)
    ${answer(sql`false`)}`
}

/** Whether the row would take rows along that no line has ordered. */
function isHeld({ holding: { rows }, change, cascades }: Carried): SQL {
  return change === 'delete' ? wouldTakeAlong(rows.table, cascades) : sql`false`
}

/** Whether the row is one that this changes. */
function isDue(carried: Carried): SQL {
  const { change, joined = [] } = carried
  if (change === 'delete') return sql`not ${isHeld(carried)}`
  const parts = joined.length === 0 ? [change] : joined.map((part) => part.change)
  return sql.join(parts.map(anyFilled), sql` and `)
}

function holdingsOf({ holding, joined = [] }: Carried): readonly RowHolding[] {
  return joined.length === 0 ? [holding] : joined.map((part) => part.holding)
}

/** Whether triggers or policies have a say in what becomes of the rows. */
function isGuarded(table: Table): SQL {
  const { schema, table: name } = namesOf(table)
  const id = sql`to_regclass(coalesce(quote_ident(${schema}::text) || '.', '') || quote_ident(${name}::text))`
  return sql`(coalesce(row_security_active(${id}), true)
    or exists (select from pg_catalog.pg_trigger where tgrelid = ${id} and not tgisinternal and tgenabled <> 'D'))`
}

/** The data-modifying part. It repeats every predicate, so that rows that change meanwhile are left. */
function changing(carried: Carried, from: SQL | null, where: SQL, returning: SQL): SQL {
  const { holding, change } = carried
  const { rows } = holding
  if (change === 'delete') {
    const using = from === null ? sql`` : sql` using ${from}`
    return sql`delete from ${rows.table}${using} where ${where} and not ${isHeld(carried)} returning ${returning}`
  }
  const emails = new Set(holdingsOf(carried).flatMap((one) => [...emailColumns(one)]))
  const other = from === null ? sql`` : sql` from ${from}`
  return sql`update ${rows.table} set ${assignments(change, (column) => emails.has(column.name))}${other}
    where ${where} and ${isDue(carried)} returning ${returning}`
}

/** The columns whose texts must look like addresses, or what reads them would break. */
export function emailColumns({ type, rows }: RowHolding): Set<string> {
  const fields = Object.keys(rows.fields).filter((field) => type.formats[field] === 'email')
  const sources = fields.map((field) => rows.fields[field])
  return new Set(sources.flatMap((source) => (is(source, Column) ? [source.name] : [])))
}
