import type { ErasureOrder, Outcome } from '../erase.ts'
import { FailureError, permanent } from '../failure.ts'
import type { Holdings } from '../holding.ts'
import { bisect } from './bisect.ts'
import { cascadesOn, type CascadesOn } from './cascade.ts'
import { linesOf, type Line } from './erase-line.ts'
import { inOrder } from './erase-in-order.ts'
import { carryOut } from './carry-out.ts'
import { NotAsTrusted, statementKey } from './erase-statement.ts'
import { jointLines } from './joint-lines.ts'
import { requireLocator, type SqlLocator } from './locator.ts'
import { isOpen } from './open-line.ts'
import { answersTo, outcomeOf, type Outcomes } from './outcomes.ts'
import type { Resolved, RowHolding } from './resolved.ts'
import type { Session } from './session.ts'

/**
 * All orders in one transaction, a fixed number of statements. When the database refuses it, halves of the orders
 * are tried by themselves, down to single lines, so that what fails alone fails.
 */
export async function erase(
  declaration: Resolved,
  orders: readonly ErasureOrder<Holdings, SqlLocator>[],
  session: Session,
): Promise<Outcome[][]> {
  const { holdings, matches, dialect } = declaration
  for (const { locator } of orders) requireLocator(matches, locator)
  const lines = linesOf(holdings, orders)
  if (!lines.some(isOpen)) {
    return answersTo(orders, lines, await inOrder(holdings, lines, () => Promise.resolve(new Map())))
  }
  const cascades = await cascadesOfLines(declaration, lines, session)
  const carry = (trusting: boolean): Promise<Outcomes> =>
    bisect<Line>(
      async (some, step) => {
        // what a half has done stands, so that only the first try of all may end in doing it over
        const how = { cascades, trusting: trusting && some.length === lines.length }
        const own = how.trusting && dialect.name === 'PostgreSQL' ? jointLines(holdings, some) : some
        const outcomes = await inOrder(holdings, own, (name, ofHolding) =>
          step(ofHolding, statementKey, (together, inner) =>
            carryOut(holdingOf(declaration, name), together, how, inner),
          ),
        )
        for (const { index: by, joined = [] } of own) {
          const outcome = outcomeOf(outcomes, by)
          if (joined.length > 0 && outcome.status !== 'done') throw new NotAsTrusted()
          for (const { index } of joined) outcomes.set(index, outcome)
        }
        return outcomes
      },
      lines,
      session,
    )
  const outcomes = await carry(true).catch((thrown: unknown) => {
    if (thrown instanceof NotAsTrusted) return carry(false)
    throw thrown
  })
  return answersTo(orders, lines, outcomes)
}

async function cascadesOfLines(
  declaration: Resolved,
  lines: readonly Line[],
  session: Session,
): Promise<CascadesOn[]> {
  const deleting = lines.filter((line) => isOpen(line) && line.task.change === 'delete')
  const tables = new Set(deleting.flatMap(({ holding }) => declaration.holdings[holding]?.rows.table ?? []))
  return tables.size === 0 ? [] : cascadesOn([...tables], declaration, session)
}

function holdingOf({ holdings }: Resolved, name: string): RowHolding {
  const holding = holdings[name]
  if (holding === undefined) throw new FailureError(permanent('there is no such holding'))
  return holding
}
