import { setTimeout as wait } from 'node:timers/promises'

/** A database that crashes again and again. */
export type Restarts = {
  count(): number
  /** The longest that the engine took to answer once the database was back, in milliseconds. */
  slowestAnswerMs(): number
  stop(): Promise<void>
}

/** `answers`: whether the engine answers now. `everyMs`: 0 for never. */
export function startRestarts(
  restart: () => Promise<void>,
  everyMs: number,
  answers: () => Promise<boolean>,
): Restarts {
  let [count, slowest] = [0, 0]
  const ending = new AbortController()
  const stopped = (): boolean => ending.signal.aborted
  const pause = async (milliseconds: number): Promise<void> => {
    const end = performance.now() + milliseconds
    while (!stopped() && performance.now() < end) await wait(50)
  }
  const restarting = (async () => {
    if (everyMs === 0) return
    while (!stopped()) {
      await pause(everyMs)
      if (stopped()) return
      await restart()
      count++
      const back = performance.now()
      while (!(await answers())) await wait(50)
      slowest = Math.max(slowest, performance.now() - back)
    }
  })()
  return {
    count: () => count,
    slowestAnswerMs: () => slowest,
    async stop() {
      ending.abort()
      await restarting
    },
  }
}

/** Asks again while the database is away, as a program with nobody watching would. */
export async function untilItAnswers<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 300) throw error
      await wait(100)
    }
  }
}
