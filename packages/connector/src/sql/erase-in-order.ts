import { inErasureOrder } from '../define-connector.ts'
import type { Outcome } from '../erase.ts'
import { permanent } from '../failure.ts'
import { failed, type Line, type SqlHoldings } from './erase-line.ts'
import type { OpenLine } from './erase-statement.ts'

/** Outcomes by the index of their line. */
export type Outcomes = Map<number, Outcome>
type Carry = (holding: string, lines: readonly OpenLine[]) => Promise<Outcomes>

/** The holdings in erasure order. What waits for a line that is not done is not carried out. */
export async function inOrder(
  holdings: SqlHoldings,
  lines: readonly Line[],
  carry: Carry,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const notDone = new Set<string>()
  const byHolding = Map.groupBy(lines, ({ holding }) => holding)
  const settle = ({ index, order, holding }: Line, outcome: Outcome): void => {
    outcomes.set(index, outcome)
    if (outcome.status !== 'done') notDone.add(`${order} ${holding}`)
  }
  for (const name of new Set([...inErasureOrder(holdings), ...byHolding.keys()])) {
    const ready: OpenLine[] = []
    for (const line of byHolding.get(name) ?? []) {
      const by = holdings[name]?.after?.find((other) => notDone.has(`${line.order} ${other}`))
      if (by !== undefined) settle(line, failed({ code: 'blocked', by }))
      else if (isOpen(line)) ready.push(line)
      else if ('status' in line.task) settle(line, line.task)
    }
    const done = ready.length === 0 ? outcomes : await carry(name, ready)
    for (const line of ready)
      settle(line, done.get(line.index) ?? failed(permanent('a line was not carried out')))
  }
  return outcomes
}

/** Whether the line has to be carried out by the database. */
export function isOpen(line: Line): line is OpenLine {
  return 'change' in line.task
}
