import { randomUUID } from 'node:crypto'
import type { Log, Queue } from '../queue/queue.ts'
import type { Database } from '../store/database.ts'
import type { SystemConfig } from '../system/system.ts'
import { awaitedSystems, leaveSlot, lockSlots, lockSlotsOfRun, nextWaiting, takeSlot } from './slot-rows.ts'

/** How many runs of one system may be under way at once, where its configuration does not say. */
export const usualSlots = 4

/** How many runs of a system are carried out at once, counted over all workers. */
export type Slots = {
  /**
   * Does the work of a run while it has a slot of its system. When none is free nothing is done: the run waits without
   * a job, and is looked at when its turn comes.
   */
  within(run: string, work: () => Promise<void>): Promise<void>
  /** Asks for a look at runs that wait although a slot is free: a worker ended without giving its own back. */
  sweep(): Promise<void>
}

export function createSlots(
  configs: readonly SystemConfig[],
  { database, queue, log }: { readonly database: Database; readonly queue: Queue; readonly log: Log },
): Slots {
  const limits = new Map(configs.map(({ id, concurrency = usualSlots }) => [id, concurrency]))
  const limitOf = (system: string): number => limits.get(system) ?? usualSlots
  return {
    within: async (run, work) => {
      const held = { run, holder: randomUUID() }
      const admitted = await database.write(async (executor) => {
        const system = await lockSlotsOfRun(executor, run)
        return system !== null && (await takeSlot(executor, system, limitOf(system), held)) ? system : null
      })
      if (admitted === null) return
      try {
        await work()
      } finally {
        const leaving = database.write(async (executor) => {
          await lockSlots(executor, admitted)
          await leaveSlot(executor, held)
          for (const next of await nextWaiting(executor, admitted, limitOf(admitted), 1)) {
            await queue.look(executor, 'run', next)
          }
        })
        // it ends with the job, and the sweep finds who waits
        await leaving.catch(() => log('slot-not-left', { system: admitted }))
      }
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
