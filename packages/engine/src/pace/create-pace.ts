import { FailureError, transient, type Pace } from '@rechtop/connector'
import type { Log } from '../queue/queue.ts'
import type { Database } from '../store/database.ts'
import { heldFrom, hearInRow, holdSystem, isNews, takeFromRows } from './budget-rows.ts'
import { longestTold } from './budget-state.ts'

/** How long our own database is waited for, in milliseconds. */
const patience = 10_000

/**
 * A system's rate limits, counted in our own database over all workers. Every time comes from the caller's `now`, so
 * the clocks of the workers must agree: they break a limit as far as these differ. `now` only ends a hold after a day.
 *
 * A database that fails or does not answer in ten seconds lets `take` throw `transient`: the call was not made, so it
 * is made later; a call without its turn could be the one that gets the company's account blocked. `learn` and `hold`
 * then only log, because the answer that they speak of has come: our own counts go on, and the next answer says it
 * again.
 */
export function createPace(
  system: string,
  database: Pick<Database, 'read' | 'write'>,
  log: Log,
  now: () => Date,
  milliseconds = patience,
): Pace {
  const within = async <T>(work: Promise<T>): Promise<T> => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new FailureError(transient)), milliseconds)
    try {
      return await Promise.race([work, late.promise])
    } catch {
      log('pace-unavailable', { system })
      throw new FailureError(transient)
    } finally {
      clearTimeout(timer)
    }
  }
  const note = async (work: () => Promise<void>): Promise<void> => {
    await within(work()).catch(() => {})
  }
  return {
    take: (asked, at) =>
      within(
        asked.length === 0
          ? database.read((executor) => heldFrom(executor, system, at))
          : database.write((executor) => takeFromRows(executor, system, asked, at)),
      ),
    learn: (budget, remaining, resetAt, at) =>
      note(async () => {
        const news = await database.read((executor) =>
          isNews(executor, system, budget, remaining, resetAt, at),
        )
        if (!news) return
        await database.write((executor) => hearInRow(executor, system, budget, remaining, resetAt, at))
      }),
    hold: (until) => {
      const longest = new Date(now().getTime() + longestTold)
      const end = until < longest ? until : longest
      return note(() => database.write((executor) => holdSystem(executor, system, end)))
    },
  }
}
