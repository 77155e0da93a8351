import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log, Queue } from '../queue/queue.ts'
import type { Database } from '../store/database.ts'
import type { SystemConfig } from '../system/system.ts'
import {
  awaitedSystems,
  leaveSlot,
  lockSlots,
  lockSlotsOfRun,
  nextWaiting,
  takeSlot,
  type SlotHolder,
} from './slot-rows.ts'

/** How many runs of one system may be under way at once, where its configuration does not say. */
export const usualSlots = 4

/** Chunks that wait for a slot ask about so often, in milliseconds. */
const pause = 400

/** How many runs of a system are carried out at once, counted over all workers. */
export type Slots = {
  /**
   * Does the work of a run while it has a slot of its system. When none is free nothing is done: the run waits without
   * a job, and is looked at when its turn comes.
   */
  within(run: string, work: () => Promise<void>): Promise<void>
  /**
   * The same for a chunk, which takes one slot, by the first of its runs. It waits for one at most half as long as its runs
   * are held, in milliseconds, and answers null when none was free by then. Rejects when the signal is aborted meanwhile.
   */
  withinChunk<T>(run: string, heldFor: number, work: () => Promise<T>, signal: AbortSignal): Promise<T | null>
  /** Asks for a look at runs that wait although a slot is free: a worker ended without giving its own back. */
  sweep(): Promise<void>
}

export function createSlots(
  configs: readonly SystemConfig[],
  { database, queue, log }: { readonly database: Database; readonly queue: Queue; readonly log: Log },
): Slots {
  const limits = new Map(configs.map(({ id, concurrency = usualSlots }) => [id, concurrency]))
  const limitOf = (system: string): number => limits.get(system) ?? usualSlots
  const take = (held: SlotHolder): Promise<string | null> =>
    database.write(async (executor) => {
      const system = await lockSlotsOfRun(executor, held.run)
      return system !== null && (await takeSlot(executor, system, limitOf(system), held)) ? system : null
    })
  const workIn = async <T>(system: string, held: SlotHolder, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } finally {
      const leaving = database.write(async (executor) => {
        await lockSlots(executor, system)
        await leaveSlot(executor, held)
        for (const next of await nextWaiting(executor, system, limitOf(system), 1)) {
          await queue.look(executor, 'run', next)
        }
      })
      // it ends with its lease, and the sweep finds who waits
      await leaving.catch(() => log('slot-not-left', { system }))
    }
  }
  return {
    within: async (run, work) => {
      const held = { run, holder: randomUUID() }
      const system = await take(held)
      if (system !== null) await workIn(system, held, work)
    },
    withinChunk: async (run, chunkFor, work, signal) => {
      const held = { run, holder: randomUUID(), chunkFor }
      const latest = performance.now() + chunkFor / 2
      while (performance.now() < latest) {
        const system = await take(held)
        if (system !== null) return workIn(system, held, work)
        await wait(pause * (0.5 + Math.random()), undefined, { signal })
      }
      return null
    },
    sweep: async () => {
      for (const system of await database.read(awaitedSystems)) {
        await database.write(async (executor) => {
          await lockSlots(executor, system)
          const limit = limitOf(system)
          for (const next of await nextWaiting(executor, system, limit, limit)) {
            await queue.look(executor, 'run', next)
          }
        })
      }
    },
  }
}
