import type { PgColumn } from 'drizzle-orm/pg-core'
import type { ErasureLine, ErasureOrder, Outcome } from '../erase.ts'
import { permanent, type Failure } from '../failure.ts'
import type { SqlHolding } from './declaration.ts'
import { emptyValueOf } from './emptying.ts'
import { keyTypeOf } from './key-type.ts'
import type { SqlLocator } from './locator.ts'
import { cutOf, emptiableColumn, emptiedByErasing } from './rows.ts'

export type SqlHoldings = Readonly<Record<string, SqlHolding>>

/** What happens to the rows: they go, or these columns of theirs are emptied. */
type Change = 'delete' | readonly PgColumn[]
type Selected =
  | { readonly refs: readonly string[] }
  | { readonly before: string | null; readonly ceiling: number }

/** A line as the kit carries it out. `index` counts through all orders of the call. */
export type Line = {
  readonly index: number
  readonly order: number
  readonly holding: string
  readonly owner: string
  /** What to do, or the outcome where nothing needs to be asked of the database. */
  readonly task: Task | Outcome
}
export type Task = { readonly change: Change; readonly selected: Selected }

/** The lines of all orders, one after the other. */
export function linesOf<H extends SqlHoldings>(
  holdings: H,
  orders: readonly ErasureOrder<H, SqlLocator>[],
): Line[] {
  return orders
    .flatMap(({ locator, lines }, order) => lines.map((line) => ({ order, locator, line })))
    .map(({ order, locator, line }, index) => {
      const holding = holdings[line.holding]
      const task =
        holding === undefined ? failed(permanent('there is no such holding')) : taskOf(holding, locator, line)
      return { index, order, holding: line.holding, owner: locator.key, task }
    })
}

/** A line of which nothing was done. */
export function failed(failure: Failure): Outcome {
  return { status: 'failed', failure, done: 0 }
}

function taskOf<H extends SqlHoldings>(
  holding: SqlHolding,
  locator: SqlLocator,
  line: ErasureLine<H>,
): Task | Outcome {
  const selected = selectedBy(holding, line.select)
  if ('status' in selected) return selected
  if (locator.match !== holding.rows.match) {
    return 'refs' in selected && selected.refs.length > 0
      ? { status: 'stale', refs: selected.refs }
      : { status: 'done', count: 0 }
  }
  const change = line.action === 'erase' ? erasing(holding) : reducing(holding, line.fields)
  return change === null
    ? { status: 'unsupported', why: 'One of these fields can be neither null nor replaced by another text.' }
    : { change, selected }
}

function selectedBy(holding: SqlHolding, select: ErasureLine<SqlHoldings>['select']): Selected | Outcome {
  if ('refs' in select) {
    const refs = [...new Set(select.refs)]
    const foreign = refs.filter((ref) => keyTypeOf(holding.rows.key)?.fits(ref) !== true)
    return foreign.length > 0 ? { status: 'stale', refs: foreign } : { refs }
  }
  // the types say so, but a plan comes out of a store, and this is the one place where a slip would erase too much
  if (select.all !== true) return failed(permanent('a line selects nothing'))
  if (select.before !== undefined && holding.dated === undefined) {
    return failed(permanent('this holding cannot be cut by date'))
  }
  return { before: cutOf(holding, select.before), ceiling: select.ceiling }
}

function erasing(holding: SqlHolding): Change {
  const rowStays = holding.rows.part === true || holding.onErase === 'reduce'
  return rowStays ? emptiedByErasing(holding.rows) : 'delete'
}

function reducing(holding: SqlHolding, fields: readonly string[]): Change | null {
  const columns: PgColumn[] = []
  for (const field of fields) {
    if (!holding.type.fields.includes(field)) return null
    if (holding.rows.fields[field] === undefined) continue
    const column = emptiableColumn(holding.rows, field)
    if (column === null || emptyValueOf(column) === null) return null
    columns.push(column)
  }
  return [...new Set(columns)].sort((a, b) => (a.name < b.name ? -1 : 1))
}
