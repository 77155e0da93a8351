import type { Json } from '@rechtop/schema'
import { z } from 'zod'
import type { Ordered, Outcome } from '../erase.ts'
import { permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import type { Correction } from '../right.ts'
import type { Target } from './corrected-value.ts'
import { columnsIn } from './declared-columns.ts'
import { columnOf, nameOfEmptied } from './emptying.ts'
import { textFieldsOf } from './field-value.ts'
import type { SqlLocator } from './locator.ts'
import { failed, type Placed } from './outcomes.ts'
import { valuesOf } from './record-key.ts'
import type { RowHolding, RowHoldings } from './resolved.ts'
import { emptiable } from './rows.ts'

/** A correction that the database has to carry out. */
export type OpenCorrection = Placed & {
  readonly name: string
  readonly holding: RowHolding
  readonly owner: string
  readonly ref: string
  /** The values of the key in the ref. */
  readonly key: readonly string[]
  readonly targets: readonly Target[]
  readonly values: Readonly<Record<string, Json>>
  /** How many corrections of the same row come before it. */
  readonly turn: number
}
/** A correction with its outcome, where nothing needs to be asked of the database. */
export type Settled = Placed & { readonly outcome: Outcome }

/** The fields that can be corrected: in records, in columns of their own rows. */
export function correctable(holding: RowHolding): Target[] {
  const { rows, grain } = holding
  if (grain === 'set' || rows.appendOnly !== null) return []
  // a row that is corrected out of its holding could not be found a second time
  const telling = new Set(rows.where === null ? [] : columnsIn(rows.where).map(({ name }) => name))
  const texts = textFieldsOf(holding)
  return Object.keys(rows.fields).flatMap((field) => {
    const place = emptiable(rows, field)
    if (place === null || telling.has(columnOf(place).name)) return []
    return [{ field, place, wantsText: texts.has(field) }]
  })
}

/** The corrections of all orders, one after the other. */
export function correctionsOf(
  holdings: RowHoldings,
  orders: readonly Ordered<Correction<Holdings>, SqlLocator>[],
): (OpenCorrection | Settled)[] {
  const turns = new Map<string, number>()
  return orders
    .flatMap(({ locator, lines }, order) => lines.map((line) => ({ locator, order, line })))
    .map(({ locator, order, line }, index) => {
      const row = JSON.stringify([line.holding, line.ref])
      const turn = turns.get(row) ?? 0
      turns.set(row, turn + 1)
      const asked = askedBy(holdings, locator, line)
      if ('status' in asked) return { index, order, outcome: asked }
      return { index, order, name: line.holding, owner: locator.key, ref: line.ref, turn, ...asked }
    })
}

type Asked = Pick<OpenCorrection, 'holding' | 'key' | 'targets' | 'values'>
const Values = z.record(z.string(), z.json())

function askedBy(holdings: RowHoldings, locator: SqlLocator, line: Correction<Holdings>): Asked | Outcome {
  const holding = Object.hasOwn(holdings, line.holding) ? holdings[line.holding] : undefined
  if (holding === undefined) return failed(permanent('there is no such holding'))
  const { rows, grain } = holding
  const key = valuesOf(rows.key, line.ref)
  if (key === null || locator.match !== rows.match) return { status: 'stale', refs: [line.ref] }
  if (rows.appendOnly !== null) return { status: 'unsupported', why: rows.appendOnly }
  if (grain === 'set') return { status: 'unsupported', why: 'Records of a set are not corrected one by one.' }
  const values = Values.safeParse(line.fields)
  if (!values.success) return failed(permanent('a new value is no JSON'))
  const fields = Object.keys(values.data).toSorted()
  const targets = correctable(holding).filter(({ field }) => fields.includes(field))
  if (targets.length < fields.length) return { status: 'unsupported', why: unwritable }
  const places = new Set(targets.map(({ place }) => nameOfEmptied(place)))
  if (places.size < targets.length) return { status: 'unsupported', why: ambiguous }
  return { holding, key, targets, values: values.data }
}

const unwritable =
  'One of these fields is not a column that can be changed: it is a key, tells whose the row is or what it counts as, or is made of other columns.'
const ambiguous = 'Two of these fields stand in one column. Correct one of them.'
