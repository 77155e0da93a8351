import type { ErasureLine, ErasureOrder, Outcome } from '../erase.ts'
import { permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import { columnOf, emptyValueOf, nameOfEmptied, type Emptied } from './emptying.ts'
import { isJsonPath } from './json-path.ts'
import type { SqlLocator } from './locator.ts'
import { failed, type Placed } from './outcomes.ts'
import { valuesOf } from './record-key.ts'
import type { RowHolding, RowHoldings } from './resolved.ts'
import { cutOf, distinct, emptiable, emptiedByErasing } from './rows.ts'

/** What happens to the rows: they go, or these values of theirs are emptied. */
type Change = 'delete' | readonly Emptied[]
/** A ref, and the values of the key in it. */
type Ref = { readonly ref: string; readonly values: readonly string[] }
type Selected =
  | { readonly refs: readonly Ref[] }
  | { readonly before: string | null; readonly ceiling: number }

/** A line as the kit carries it out. */
export type Line = Placed & {
  readonly holding: string
  readonly owner: string
  /** What to do, or the outcome where nothing needs to be asked of the database. */
  readonly task: Task | Outcome
  /** The lines that it stands for besides itself, of which its task does everything. */
  readonly joined?: readonly Joined[]
}
/** A line on a part of rows of which another line empties all parts. */
export type Joined = {
  readonly index: number
  /** Of the holding. */
  readonly name: string
  readonly holding: RowHolding
  readonly change: readonly Emptied[]
}
export type Task = { readonly change: Change; readonly selected: Selected }

/** The lines of all orders, one after the other. */
export function linesOf(
  holdings: RowHoldings,
  orders: readonly ErasureOrder<Holdings, SqlLocator>[],
): Line[] {
  const changes: Changes = new Map()
  return orders
    .flatMap(({ locator, lines }, order) => lines.map((line) => ({ order, locator, line })))
    .map(({ order, locator, line }, index) => {
      const holding = holdings[line.holding]
      const task =
        holding === undefined
          ? failed(permanent('there is no such holding'))
          : taskOf(holding, locator, line, changes)
      return { index, order, holding: line.holding, owner: locator.key, task }
    })
}

/** What the lines of a call change, by holding and fields: of a thousand people it is the same. */
type Changes = Map<string, Change | null>

function changeOf(holding: RowHolding, line: ErasureLine<Holdings>, changes: Changes): Change | null {
  const key = line.action === 'erase' ? line.holding : JSON.stringify([line.holding, line.fields])
  const known = changes.get(key)
  if (known !== undefined) return known
  const change = line.action === 'erase' ? erasing(holding) : reducing(holding, line.fields)
  changes.set(key, change)
  return change
}

function taskOf(
  holding: RowHolding,
  locator: SqlLocator,
  line: ErasureLine<Holdings>,
  changes: Changes,
): Task | Outcome {
  const { rows } = holding
  const selected = selectedBy(holding, line.select)
  if ('status' in selected) return selected
  if (locator.match !== rows.match) {
    return 'refs' in selected && selected.refs.length > 0
      ? { status: 'stale', refs: selected.refs.map(({ ref }) => ref) }
      : { status: 'done', count: 0 }
  }
  if (rows.appendOnly !== null) return { status: 'unsupported', why: rows.appendOnly }
  const change = changeOf(holding, line, changes)
  return change === null
    ? { status: 'unsupported', why: 'One of these fields can be neither null nor replaced by another text.' }
    : { change, selected }
}

function selectedBy(holding: RowHolding, select: ErasureLine<Holdings>['select']): Selected | Outcome {
  if ('refs' in select) {
    const refs = [...new Set(select.refs)].map((ref) => ({ ref, values: valuesOf(holding.rows.key, ref) }))
    const known = refs.flatMap(({ ref, values }) => (values === null ? [] : [{ ref, values }]))
    const foreign = refs.filter(({ values }) => values === null).map(({ ref }) => ref)
    return foreign.length > 0 ? { status: 'stale', refs: foreign } : { refs: known }
  }
  // the types say so, but a plan comes out of a store, and this is the one place where a slip would erase too much
  if (select.all !== true) return failed(permanent('a line selects nothing'))
  if (holding.grain !== 'set') {
    return failed(permanent('a line selects all of what is decided one by one'))
  }
  if (select.before !== undefined && holding.dated === undefined) {
    return failed(permanent('this holding cannot be cut by date'))
  }
  return { before: cutOf(holding, select.before), ceiling: select.ceiling }
}

function erasing({ rows, onErase }: RowHolding): Change {
  return rows.part || onErase === 'reduce' ? emptiedByErasing(rows) : 'delete'
}

function reducing({ type, rows }: RowHolding, fields: readonly string[]): Change | null {
  const emptied: Emptied[] = []
  for (const field of fields) {
    if (!type.fields.includes(field)) return null
    if (rows.fields[field] === undefined) continue
    const one = emptiable(rows, field)
    if (one === null || (!isJsonPath(one) && emptyValueOf(columnOf(one), false) === null)) return null
    emptied.push(one)
  }
  // what is never shown goes with the last that is
  const mapped = type.fields.filter((field) => rows.fields[field] !== undefined)
  if (mapped.every((field) => fields.includes(field)))
    emptied.push(...rows.unread.filter((column) => emptyValueOf(column, false) !== null))
  return distinct(emptied).toSorted((a, b) => (nameOfEmptied(a) < nameOfEmptied(b) ? -1 : 1))
}
