import { reviveFailure } from '../request/request-row.ts'
import type { RunLine, RunRow } from '../store/table.ts'
import type { OpenLine } from './due-lines.ts'
import type { OrderedLine } from './order.ts'

/** A line of a run, and what was ordered of it. */
export type UnsealedLine = OpenLine & { readonly row: RunLine; readonly content: OrderedLine }

/** The lines of a run that are still to be carried out. */
export function unsealedLines({ lines }: RunRow, order: readonly OrderedLine[]): UnsealedLine[] {
  return lines.flatMap((row, place) => {
    const content = order[place]
    if (row.status !== 'open' || content === undefined) return []
    const { id, holding, done } = row
    const checkAfter = row.checkAfter === null ? null : new Date(row.checkAfter)
    const failure = reviveFailure(row.failure)
    return [{ id, holding, done, checkAfter, failure, match: content.line.match, row, content }]
  })
}
