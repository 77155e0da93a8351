import { setTimeout } from 'node:timers/promises'
import type { ErasureOrder, Outcome } from '../erase.ts'
import { failureOf, FailureError, permanent } from '../failure.ts'
import { StatementError } from './database-error.ts'
import type { SqlDeclaration } from './declaration.ts'
import { failed, linesOf, type Line, type SqlHoldings } from './erase-line.ts'
import { inOrder, isOpen, type Outcomes } from './erase-in-order.ts'
import { carryOutTogether, statementKey } from './erase-statement.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { inTransaction, type Session } from './session.ts'

/**
 * All orders in one transaction, a fixed number of statements. When the database refuses it, halves of the orders
 * are tried by themselves, down to single lines, so that what fails alone fails.
 */
export async function erase<H extends SqlHoldings>(
  { holdings, matches }: SqlDeclaration<H>,
  orders: readonly ErasureOrder<H, SqlLocator>[],
  session: Session,
): Promise<Outcome[][]> {
  for (const { locator } of orders) requireLocator(matches, locator)
  const lines = linesOf(holdings, orders)
  const outcomes = await bisect(holdings, lines, session)
  return orders.map((_, order) =>
    lines
      .filter((line) => line.order === order)
      .map(({ index }) => outcomes.get(index) ?? failed(permanent('a line was not carried out'))),
  )
}

async function bisect(holdings: SqlHoldings, lines: readonly Line[], session: Session): Promise<Outcomes> {
  try {
    return await allTogether(holdings, lines, session)
  } catch (thrown) {
    if (!(thrown instanceof StatementError) || thrown.isOutage) throw thrown
  }
  const orders = [...Map.groupBy(lines, ({ order }) => order).values()]
  if (orders.length === 1) return oneByOne(holdings, lines, session)
  const middle = Math.ceil(orders.length / 2)
  const outcomes: Outcomes = new Map()
  for (const half of [orders.slice(0, middle).flat(), orders.slice(middle).flat()]) {
    // the other half may be done already, so that not even an outage fails the call as a whole any more
    const done = await orFailed(half, () => bisect(holdings, half, session))
    for (const [index, outcome] of done) outcomes.set(index, outcome)
  }
  return outcomes
}

async function allTogether(
  holdings: SqlHoldings,
  lines: readonly Line[],
  session: Session,
): Promise<Outcomes> {
  if (!lines.some(isOpen)) return inOrder(holdings, lines, () => Promise.resolve(new Map()))
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(session, (inner) =>
        inOrder(holdings, lines, async (name, ofHolding) => {
          const outcomes: Outcomes = new Map()
          for (const together of Map.groupBy(ofHolding, statementKey).values()) {
            const done = await carryOutTogether(holdingOf(holdings, name), together, inner)
            for (const [index, outcome] of done) outcomes.set(index, outcome)
          }
          return outcomes
        }),
      )
    } catch (thrown) {
      if (!(thrown instanceof StatementError && thrown.isConflict && attempt <= 3)) throw thrown
      await setTimeout(attempt * 20 * (1 + Math.random()))
    }
  }
}

function oneByOne(holdings: SqlHoldings, lines: readonly Line[], session: Session): Promise<Outcomes> {
  return orFailed(lines, () =>
    inTransaction(session, (inner) =>
      inOrder(holdings, lines, async (name, ofHolding) => {
        const outcomes: Outcomes = new Map()
        for (const line of ofHolding) {
          const carry = (): Promise<Outcomes> =>
            inTransaction(inner, (savepoint) =>
              carryOutTogether(holdingOf(holdings, name), [line], savepoint),
            )
          // an outage ends the transaction, and with it every line of the order
          const done = await orFailed([line], carry, (error) => !error.isOutage)
          for (const [index, outcome] of done) outcomes.set(index, outcome)
        }
        return outcomes
      }),
    ),
  )
}

function holdingOf(holdings: SqlHoldings, name: string): SqlHoldings[string] {
  const holding = holdings[name]
  if (holding === undefined) throw new FailureError(permanent('there is no such holding'))
  return holding
}

async function orFailed(
  lines: readonly Line[],
  work: () => Promise<Outcomes>,
  isOurs: (error: StatementError) => boolean = () => true,
): Promise<Outcomes> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof StatementError && isOurs(thrown))) throw thrown
    return new Map(lines.map(({ index }) => [index, failed(failureOf(thrown))]))
  }
}
