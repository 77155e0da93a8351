import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Outcome } from '../../erase.ts'
import { heldBack } from '../erase-statement.ts'
import type { OpenLine } from '../open-line.ts'
import type { Outcomes } from '../outcomes.ts'
import { askedKey, isAskedKey, type RecordKey } from '../record-key.ts'
import { anyFilled, isShared, ofHolding, ownedBy } from '../rows.ts'
import { rowsOf, type Session } from '../session.ts'
import { askedFrom, type MariadbColumns } from './asked.ts'
import { change, isHeld, type Carried } from './erase.ts'

type AskedRef = {
  readonly line: number
  readonly owner: string
  readonly ref: string
  readonly values: readonly string[]
}

const Locked = z.object({
  at: z.number(),
  ours: z.coerce.boolean(),
  filled: z.coerce.boolean(),
  held: z.coerce.boolean(),
})

/**
 * Lines on single records: first the rows are locked and looked at, then those of the lines without a stale one are
 * changed. A line with one stale reference is not begun: what was approved is not what is there.
 */
export async function eraseRecords(
  carried: Carried,
  lines: readonly OpenLine[],
  session: Session,
): Promise<Outcomes> {
  const refs = lines.flatMap(({ index, owner, task: { selected } }) =>
    'refs' in selected ? selected.refs.map((ref) => ({ line: index, owner, ...ref })) : [],
  )
  if (refs.length === 0) return new Map()
  const locked = (await rowsOf(session, locking(carried, refs), Locked)).flatMap((row) => {
    const ref = refs[row.at]
    return ref === undefined ? [] : [{ ...row, ...ref }]
  })
  const byLine = Map.groupBy(locked, ({ line }) => line)
  const isBegun = (line: number): boolean => (byLine.get(line) ?? []).every(({ ours }) => ours)
  // a row that two lines name is changed by the first
  const changed = new Map(
    locked
      .filter(({ line, filled, held }) => isBegun(line) && filled && !held)
      .toReversed()
      .map((row) => [row.ref, row]),
  )
  await change(carried, chosen(carried, [...changed.values()]), changed.size, session)
  const counts = Map.groupBy(changed.values(), ({ line }) => line)
  return new Map(
    [...byLine].map(([line, rows]): [number, Outcome] => {
      const stale = rows.filter(({ ours }) => !ours)
      if (stale.length > 0) return [line, { status: 'stale', refs: stale.map(({ ref }) => ref) }]
      const done = counts.get(line)?.length ?? 0
      if (rows.some(({ held }) => held)) return [line, { status: 'failed', failure: heldBack, done }]
      return [line, { status: 'done', count: done }]
    }),
  )
}

function locking(carried: Carried, refs: readonly AskedRef[]): SQL {
  const { holding, change: what } = carried
  const { rows } = holding
  const asked = refs.map(({ owner, values }, at) => ({ at, owner, ...askedKey(values) }))
  const isWhole = what === 'delete' ? sql`not ${isShared(rows)}` : sql`true`
  const isOurs = sql`${ownedBy(rows, sql`asked.owner`)} and ${ofHolding(rows)} and ${isWhole}`
  const filled = what === 'delete' ? sql`true` : anyFilled(what)
  return sql`select asked.at, (${isOurs}) is true as ours, ${filled} as filled, ${isHeld(carried)} as held
    from ${askedFrom(asked, { at: 'int', owner: 'text', ...keyColumns(rows.key) })}
    straight_join ${rows.table} on ${isAskedKey(rows.key)} order by asked.at for update`
}

/** By their keys alone: locked as they are, the rows still are what was looked at. */
function chosen({ holding: { rows } }: Carried, refs: readonly AskedRef[]): SQL {
  const asked = refs.map(({ values }) => askedKey(values))
  return sql`${askedFrom(asked, keyColumns(rows.key))} straight_join ${rows.table} on ${isAskedKey(rows.key)}`
}

function keyColumns(key: RecordKey): MariadbColumns {
  return Object.fromEntries(key.map((_, index) => [`key${index}`, 'text']))
}
