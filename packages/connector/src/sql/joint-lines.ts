import { inErasureOrder } from '../define-connector.ts'
import type { Joined, Line } from './erase-line.ts'
import { isOpen } from './open-line.ts'
import type { RowHoldings, Rows } from './resolved.ts'
import { distinct } from './rows.ts'
import { namesOf } from './table-facts.ts'

/**
 * The lines, with those of an order that empty columns of the same rows as one: a row that is written once instead of four
 * times costs the database a quarter. It stands where the last of them stood, and only where nothing else waits for one of
 * them, and the others wait for nothing else. Carried out it is done, or each of its lines has to be tried by itself.
 */
export function jointLines(holdings: RowHoldings, lines: readonly Line[]): Line[] {
  const sequence = inErasureOrder(holdings)
  const joint = new Map<Line, Line | null>()
  for (const ofOrder of Map.groupBy(lines, ({ order }) => order).values()) {
    const emptying = ofOrder.flatMap((line) => {
      const holding = holdings[line.holding]
      const place = holding === undefined || !isOpen(line) ? null : placeOf(holding.rows, line)
      return place === null ? [] : [{ line, place }]
    })
    for (const members of Map.groupBy(emptying, ({ place }) => place).values()) {
      const own = members
        .map(({ line }) => line)
        .toSorted((a, b) => sequence.indexOf(a.holding) - sequence.indexOf(b.holding))
      const last = own.at(-1)
      if (last === undefined || own.length === 1 || !canJoin(holdings, ofOrder, own)) continue
      for (const line of own) joint.set(line, line === last ? join(holdings, own, last) : null)
    }
  }
  return lines.flatMap((line) => {
    const by = joint.get(line)
    return by === undefined ? line : (by ?? [])
  })
}

/** The rows of which a line empties columns, as one text; null where it does another thing. */
function placeOf(rows: Rows, line: Line): string | null {
  if (!isOpen(line) || rows.ofMatch !== null || rows.owner.next !== null) return null
  const { change, selected } = line.task
  if (change === 'delete' || change.length === 0 || !('refs' in selected) || selected.refs.length === 0)
    return null
  const refs = selected.refs.map(({ ref }) => ref).toSorted()
  return JSON.stringify([namesOf(rows.table), rows.key.map(({ name }) => name), rows.owner.column.name, refs])
}

function canJoin(holdings: RowHoldings, ofOrder: readonly Line[], own: readonly Line[]): boolean {
  const members = new Set(own.map(({ holding }) => holding))
  // a line on a member's holding that is not joined is waited for, and waits, like the others
  const others = new Set(ofOrder.filter((line) => !own.includes(line)).map(({ holding }) => holding))
  const waitsFor = (holding: string, some: ReadonlySet<string>): boolean =>
    holdings[holding]?.after?.some((other) => some.has(other)) === true
  return (
    ![...others].some((other) => waitsFor(other, members)) &&
    own.slice(0, -1).every(({ holding }) => !waitsFor(holding, others))
  )
}

function join(holdings: RowHoldings, own: readonly Line[], last: Line): Line {
  const joined = own.flatMap(({ index, holding: name, task }): Joined[] => {
    const holding = holdings[name]
    if (holding === undefined || !('change' in task) || task.change === 'delete') return []
    return [{ index, name, holding, change: task.change }]
  })
  if (!isOpen(last)) return last
  return { ...last, task: { ...last.task, change: distinct(joined.flatMap(({ change }) => change)) }, joined }
}
