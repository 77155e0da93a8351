import type { Outcome } from '../erase.ts'
import { permanent, type Failure } from '../failure.ts'

/** A line of a call. `index` counts through all its orders. */
export type Placed = { readonly index: number; readonly order: number }
/** Outcomes by the index of their line. */
export type Outcomes = Map<number, Outcome>

/** A line of which nothing was done. */
export function failed(failure: Failure): Outcome {
  return { status: 'failed', failure, done: 0 }
}

/** One outcome per line, per order, as they were asked. */
export function answersTo(
  orders: readonly unknown[],
  lines: readonly Placed[],
  outcomes: Outcomes,
): Outcome[][] {
  const byOrder = Map.groupBy(lines, ({ order }) => order)
  return orders.map((_, order) => (byOrder.get(order) ?? []).map(({ index }) => outcomeOf(outcomes, index)))
}

/** The outcome of a line. Saying nothing of it is a failure. */
export function outcomeOf(outcomes: Outcomes, index: number): Outcome {
  return outcomes.get(index) ?? failed(permanent('a line was not carried out'))
}
