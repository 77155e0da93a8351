import { setTimeout } from 'node:timers/promises'
import type { Outcome } from '../erase.ts'
import { failureOf } from '../failure.ts'
import { StatementError } from './database-error.ts'
import { failed, type Outcomes, type Placed } from './outcomes.ts'
import { inTransaction, type Session } from './session.ts'

/** Carries out lines; those of one key can share a statement. */
export type Step = <L extends Placed>(
  lines: readonly L[],
  statementKey: (line: L) => string,
  carry: (lines: readonly L[], session: Session) => Promise<Outcomes>,
) => Promise<Outcomes>

/** The lines of a call, taken step by step. */
export type Work<L extends Placed> = (lines: readonly L[], step: Step) => Promise<Outcomes>
/** What it means that the database refuses a line by itself. */
export type Refused = (error: StatementError) => Outcome

/**
 * All orders in one transaction, with as few statements as the lines have keys. When the database refuses it, halves
 * of the orders are tried by themselves, down to single lines, so that what fails alone fails. Throws a
 * `StatementError` when the database is away and nothing was done yet.
 */
export async function bisect<L extends Placed>(
  work: Work<L>,
  lines: readonly L[],
  session: Session,
  refused: Refused = asFailure,
): Promise<Outcomes> {
  if (lines.length === 0) return new Map()
  try {
    return await allTogether(work, lines, session)
  } catch (thrown) {
    if (!(thrown instanceof StatementError) || thrown.isOutage) throw thrown
  }
  const orders = [...Map.groupBy(lines, ({ order }) => order).values()]
  if (orders.length === 1) return oneByOne(work, lines, session, refused)
  const middle = Math.ceil(orders.length / 2)
  const outcomes: Outcomes = new Map()
  for (const half of [orders.slice(0, middle).flat(), orders.slice(middle).flat()]) {
    // the other half may be done already, so that not even an outage fails the call as a whole any more
    addTo(outcomes, await orFailed(half, () => bisect(work, half, session, refused)))
  }
  return outcomes
}

async function allTogether<L extends Placed>(
  work: Work<L>,
  lines: readonly L[],
  session: Session,
): Promise<Outcomes> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(session, (inner) => work(lines, byStatement(inner)))
    } catch (thrown) {
      if (!(thrown instanceof StatementError && thrown.isConflict && attempt <= 3)) throw thrown
      await setTimeout(attempt * 20 * (1 + Math.random()))
    }
  }
}

function byStatement(session: Session): Step {
  return async (lines, statementKey, carry) => {
    const outcomes: Outcomes = new Map()
    for (const together of Map.groupBy(lines, statementKey).values()) {
      addTo(outcomes, await carry(together, session))
    }
    return outcomes
  }
}

function oneByOne<L extends Placed>(
  work: Work<L>,
  lines: readonly L[],
  session: Session,
  refused: Refused,
): Promise<Outcomes> {
  return orFailed(lines, () => inTransaction(session, (inner) => work(lines, byLine(inner, refused))))
}

function byLine(session: Session, refused: Refused): Step {
  return async (lines, _statementKey, carry) => {
    const outcomes: Outcomes = new Map()
    for (const line of lines) {
      try {
        addTo(outcomes, await inTransaction(session, (savepoint) => carry([line], savepoint)))
      } catch (thrown) {
        // what ends the transaction ends every line of the order: nothing of it is done
        if (!(thrown instanceof StatementError) || thrown.endsTransaction) throw thrown
        outcomes.set(line.index, refused(thrown))
      }
    }
    return outcomes
  }
}

function addTo(outcomes: Outcomes, more: Outcomes): void {
  for (const [index, outcome] of more) outcomes.set(index, outcome)
}

function asFailure(error: StatementError): Outcome {
  return failed(failureOf(error))
}

async function orFailed(lines: readonly Placed[], work: () => Promise<Outcomes>): Promise<Outcomes> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof StatementError)) throw thrown
    return new Map(lines.map(({ index }) => [index, asFailure(thrown)]))
  }
}
