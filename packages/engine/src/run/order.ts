import type { Json } from '@rechtop/schema'
import type { PlanLine } from '../plan/plan.ts'
import type { Seal } from '../store/seal.ts'
import type { RunRow } from '../store/table.ts'

/** What carrying a line out, and telling of it, takes. */
type LineToDo = Pick<
  PlanLine,
  'match' | 'holding' | 'action' | 'grain' | 'refs' | 'ceiling' | 'before' | 'fields' | 'unread'
>

/** A line with the locator that it is carried out at. Both point at a person: a run has them sealed. */
export type OrderedLine = { readonly locator: Json; readonly line: LineToDo }

/** A run, with what was ordered of it. */
export type OrderedRun = { readonly run: RunRow; readonly order: readonly OrderedLine[] }

/** A line of a plan without what is there for those who read it. */
export function ordered(
  { match, holding, action, grain, refs, ceiling, before, fields, unread }: PlanLine,
  locator: Json,
): OrderedLine {
  const line = { match, holding, action, grain, refs, ceiling, before, fields }
  return { locator, line: unread === undefined ? line : { ...line, unread } }
}

/** All lines of a run, in their places, as one sealed text. */
export function sealOrder(order: readonly OrderedLine[], seal: Seal): string {
  return seal.seal(order)
}

/** What was ordered of a run, a line for each of its lines; nothing once it was emptied. */
export function orderOf({ orderSealed }: Pick<RunRow, 'orderSealed'>, seal: Seal): readonly OrderedLine[] {
  if (orderSealed === null) return []
  // a store of before migration 11 has each line sealed by itself
  return orderSealed.split(' ').flatMap((part) => seal.open(part) as OrderedLine | OrderedLine[])
}

export function withOrders(rows: readonly RunRow[], seal: Seal): OrderedRun[] {
  return rows.map((run) => ({ run, order: orderOf(run, seal) }))
}
