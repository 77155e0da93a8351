import type { Line } from './erase-line.ts'
import { isOpen, type OpenLine } from './open-line.ts'
import type { RowHoldings } from './resolved.ts'

/**
 * The lines on parts whose rows another line of the same order deletes, each with that line. Emptying a row just
 * before it goes would cost the database as much as the deletion itself.
 */
export function absorbedLines(holdings: RowHoldings, lines: readonly Line[]): Map<OpenLine, OpenLine> {
  const absorbed = new Map<OpenLine, OpenLine>()
  for (const ofOrder of Map.groupBy(lines.filter(isOpen), ({ order }) => order).values()) {
    const deleting = ofOrder.filter(({ task }) => task.change === 'delete')
    for (const line of ofOrder) {
      if (holdings[line.holding]?.rows.part !== true) continue
      const by = deleting.find((other) => deletesRowsOf(holdings, other, line))
      if (by !== undefined && onlyItWaits(holdings, ofOrder, line, by)) absorbed.set(line, by)
    }
  }
  return absorbed
}

function deletesRowsOf(holdings: RowHoldings, deleting: OpenLine, part: OpenLine): boolean {
  const [one, other] = [holdings[deleting.holding]?.rows, holdings[part.holding]?.rows]
  if (one === undefined || other === undefined || one.table !== other.table) return false
  const sameKey = one.key.map(({ name }) => name).join() === other.key.map(({ name }) => name).join()
  const [gone, emptied] = [refsOf(deleting), refsOf(part)]
  return sameKey && gone !== null && emptied !== null && emptied.every((ref) => gone.includes(ref))
}

function refsOf({ task: { selected } }: OpenLine): string[] | null {
  return 'refs' in selected ? selected.refs.map(({ ref }) => ref) : null
}

/** What else waits for the part would not wait any more. */
function onlyItWaits(
  holdings: RowHoldings,
  ofOrder: readonly OpenLine[],
  part: OpenLine,
  by: OpenLine,
): boolean {
  return ofOrder.every(
    (other) => other === by || holdings[other.holding]?.after?.includes(part.holding) !== true,
  )
}
