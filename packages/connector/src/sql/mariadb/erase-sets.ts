import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { heldBack } from '../erase-statement.ts'
import type { OpenLine } from '../open-line.ts'
import type { Outcomes } from '../outcomes.ts'
import { isOn, tablesOnTheWay } from '../owner-path.ts'
import { anyFilled, datedBefore, isThere, unlessForeign } from '../rows.ts'
import { rowsOf, type Session } from '../session.ts'
import { askedFrom } from './asked.ts'
import { change, isHeld, type Carried } from './erase.ts'
import { isSame } from './key.ts'

type Cut = {
  readonly line: number
  readonly owner: string
  readonly before: string | null
  readonly ceiling: number
}

const Counted = z.object({
  line: z.number(),
  count: z.coerce.number(),
  held: z.coerce.number(),
  changing: z.coerce.number(),
})

/** Lines on whole sets: first the rows are locked and counted, then those of the sets within their ceiling are changed. */
export async function eraseSets(
  carried: Carried,
  lines: readonly OpenLine[],
  session: Session,
): Promise<Outcomes> {
  const sets = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? [] : [{ line: index, owner, before: selected.before, ceiling: selected.ceiling }],
  )
  const outcomes: Outcomes = new Map()
  for (const round of roundsOf(sets)) {
    const counted = await rowsOf(session, counting(carried, round), Counted)
    const byLine = new Map(counted.map((row) => [row.line, row]))
    const isWithin = ({ line, ceiling }: Cut): boolean => (byLine.get(line)?.count ?? 0) <= ceiling
    const within = round.filter(isWithin)
    const expected = within.reduce((sum, { line }) => sum + (byLine.get(line)?.changing ?? 0), 0)
    await change(carried, chosen(carried, within), expected, session)
    for (const { line } of round) outcomes.set(line, { status: 'stale', refs: [] })
    for (const { line } of within) {
      const { changing: count = 0, held = 0 } = byLine.get(line) ?? {}
      outcomes.set(
        line,
        held > 0 ? { status: 'failed', failure: heldBack, done: count } : { status: 'done', count },
      )
    }
  }
  return outcomes
}

/** In one round each owner's rows are asked for once, or they would be counted twice. */
function roundsOf(sets: readonly Cut[]): Cut[][] {
  const rounds: Cut[][] = []
  for (const ofOwner of Map.groupBy(sets, ({ owner }) => owner).values()) {
    for (const [turn, cut] of ofOwner.entries()) (rounds[turn] ??= []).push(cut)
  }
  return rounds
}

function counting(carried: Carried, sets: readonly Cut[]): SQL {
  const held = isHeld(carried)
  return sql`select asked.line, count(*) as count, coalesce(sum(${held}), 0) as held,
      coalesce(sum(${isChanging(carried)}), 0) as changing
    from ${selected(carried, sets)} group by asked.line for update`
}

/** By their keys, since the database does not delete from a table that a condition reads. */
function chosen(carried: Carried, sets: readonly Cut[]): SQL {
  const { key, table } = carried.holding.rows
  const keys = key.map((column, index) => sql`${column} as ${sql.raw(`k${index}`)}`)
  const isChosen = key.map((column, index) => isSame(column, sql`${sql.raw(`chosen.k${index}`)}`))
  return sql`(select distinct ${sql.join(keys, sql`, `)} from ${selected(carried, sets)} and ${isChanging(carried)})
    as chosen straight_join ${table} on ${sql.join(isChosen, sql` and `)}`
}

function selected({ holding }: Carried, sets: readonly Cut[]): SQL {
  const { rows } = holding
  const cut = sets[0]?.before == null ? sql`true` : datedBefore(holding, sql`asked.before`)
  const asked = askedFrom(
    sets.map(({ line, owner, before }) => ({ line, owner, before })),
    {
      line: 'int',
      owner: 'text',
      before: 'text',
    },
  )
  const way = tablesOnTheWay(rows.owner).toReversed()
  const tables = sql.join([asked, ...way, rows.table], sql` straight_join `)
  const isOwn = sql`${isOn(rows.owner, sql`asked.owner`)}${unlessForeign(rows, sql`asked.owner`)}`
  return sql`${tables} where ${isOwn} and ${isThere(rows)} and ${cut}`
}

/** A row changes when it has what is emptied, or takes nothing along when it goes. */
function isChanging(carried: Carried): SQL {
  return carried.change === 'delete' ? sql`not ${isHeld(carried)}` : anyFilled(carried.change)
}
