import { inErasureOrder } from '../define-connector.ts'
import type { Outcome } from '../erase.ts'
import { absorbedLines } from './absorbed.ts'
import type { Line } from './erase-line.ts'
import { isOpen, type OpenLine } from './open-line.ts'
import { failed, outcomeOf, type Outcomes } from './outcomes.ts'
import type { RowHoldings } from './resolved.ts'

type Carry = (holding: string, lines: readonly OpenLine[]) => Promise<Outcomes>

/** The holdings in erasure order. What waits for a line that is not done is not carried out. */
export async function inOrder(
  holdings: RowHoldings,
  lines: readonly Line[],
  carry: Carry,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const notDone = new Set<string>()
  const byHolding = Map.groupBy(lines, ({ holding }) => holding)
  const absorbed = absorbedLines(holdings, lines)
  const settle = ({ index, order, holding }: Line, outcome: Outcome): void => {
    outcomes.set(index, outcome)
    if (outcome.status !== 'done') notDone.add(`${order} ${holding}`)
  }
  const carryAll = async (holding: string, ready: readonly OpenLine[]): Promise<void> => {
    const done = ready.length === 0 ? outcomes : await carry(holding, ready)
    for (const line of ready) settle(line, outcomeOf(done, line.index))
  }
  const waiting: OpenLine[] = []
  for (const name of new Set([...inErasureOrder(holdings), ...byHolding.keys()])) {
    const ready: OpenLine[] = []
    for (const line of byHolding.get(name) ?? []) {
      const by = holdings[name]?.after?.find((other) => notDone.has(`${line.order} ${other}`))
      if (by !== undefined) settle(line, failed({ code: 'blocked', by }))
      else if ('status' in line.task) settle(line, line.task)
      else if (isOpen(line)) (absorbed.has(line) ? waiting : ready).push(line)
    }
    await carryAll(name, ready)
  }
  const left = waiting.filter((line) => {
    const outcome = wentAlong(line, absorbed.get(line), outcomes)
    if (outcome !== null) settle(line, outcome)
    return outcome === null
  })
  for (const [name, parts] of Map.groupBy(left, ({ holding }) => holding)) await carryAll(name, parts)
  return outcomes
}

/** Null when the row did not go, so that its part has to be emptied by itself. */
function wentAlong(line: OpenLine, by: OpenLine | undefined, outcomes: Outcomes): Outcome | null {
  const outcome = by === undefined ? undefined : outcomes.get(by.index)
  const { selected } = line.task
  if (outcome?.status !== 'done' || !('refs' in selected)) return null
  return { status: 'done', count: Math.min(selected.refs.length, outcome.count) }
}
