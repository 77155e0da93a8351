import type { Scheduler } from 'fast-check'

/**
 * Where several actors go on one at a time, in an order that a scheduler chooses: each stops at its gates, and the next
 * one goes through only when all others stand still. So the same seed is the same order, whatever waits for the disk.
 */
export type Stage = {
  /** Waits for one's turn. Outside of `play` it is open. */
  gate(label: string): Promise<void>
  /** Runs these until all have ended. */
  play(scheduler: Scheduler, actors: readonly (() => Promise<void>)[]): Promise<void>
}

export function openStage(): Stage {
  let moving = 0
  let current: Scheduler | null = null
  let stoodStill = Promise.withResolvers<void>()
  const stop = (): void => {
    moving -= 1
    if (moving === 0) stoodStill.resolve()
  }
  const gate: Stage['gate'] = async (label) => {
    if (current === null) return
    const passed = current.schedule(Promise.resolve(), label)
    stop()
    await passed
  }
  return {
    gate,
    play: async (scheduler, actors) => {
      current = scheduler
      moving = actors.length
      const failures: unknown[] = []
      const alive = new Set(actors)
      for (const act of actors) {
        void gate('begin')
          .then(act)
          .catch((error: unknown) => failures.push(error))
          .finally(() => {
            alive.delete(act)
            stop()
          })
      }
      while (alive.size > 0) {
        if (moving > 0) await stoodStill.promise
        stoodStill = Promise.withResolvers()
        if (failures.length > 0) throw failures[0]
        if (alive.size === 0) break
        moving += 1
        await scheduler.waitNext(1)
      }
      current = null
      if (failures.length > 0) throw failures[0]
    },
  }
}
