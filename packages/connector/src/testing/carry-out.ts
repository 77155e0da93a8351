import type { Outcome } from '../erase.ts'
import { demand } from './demand.ts'
import type { Rig } from './rig.ts'
import type { Line, Order } from './whole-plan.ts'

const patience = 20

/** One try. Demands an answer for each line. */
export async function eraseOnce(
  rig: Rig,
  orders: readonly Order[],
): Promise<readonly (readonly Outcome[])[]> {
  const outcomes = await rig.connector.erase(orders, rig.context)
  demand(outcomes.length === orders.length, 'erase must answer once per order, in order')
  for (const [index, order] of orders.entries()) {
    const answered = outcomes[index]?.length
    demand(
      answered === order.lines.length,
      `erase answered ${answered} outcomes for ${order.lines.length} lines; each line gets exactly one, in order`,
    )
  }
  return outcomes
}

/** A line that was answered, in one round. */
export type Answered = { readonly line: Line; readonly outcome: Outcome }

/**
 * Until all lines are done, as an engine does it: only open lines are sent again, a pending one with its token.
 * `onRound` sees each answer before time passes.
 */
export async function carryOut(
  rig: Rig,
  orders: readonly Order[],
  onRound: (answered: readonly Answered[]) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let open = orders
  for (let round = 0; round < patience; round++) {
    const outcomes = await eraseOnce(rig, open)
    const answered = open.map(({ lines }, at) =>
      lines.flatMap((line, on) => {
        const outcome = outcomes[at]?.[on]
        return outcome === undefined ? [] : [{ line, outcome }]
      }),
    )
    await onRound(answered.flat())
    open = open
      .map((order, at) => ({ ...order, lines: (answered[at] ?? []).flatMap(stillOpen) }))
      .filter(({ lines }) => lines.length > 0)
    if (open.length === 0) return
    await rig.system.tick?.()
  }
  const holdings = open.flatMap(({ lines }) => lines.map(({ holding }) => holding))
  demand(
    false,
    `after ${patience} tries these are not done: ${holdings.join(', ')}; does "tick" make the time pass?`,
  )
}

function stillOpen({ line, outcome }: Answered): Line[] {
  if (outcome.status === 'done') return []
  if (outcome.status === 'pending')
    return [outcome.token === undefined ? line : { ...line, token: outcome.token }]
  const waits =
    outcome.status === 'failed' && ['blocked', 'transient', 'rate-limited'].includes(outcome.failure.code)
  demand(waits, `erasing "${line.holding}" was answered with ${JSON.stringify(outcome)}`)
  return [line]
}
