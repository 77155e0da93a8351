import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log, Queue } from '../queue/queue.ts'
import type { Database, Executor } from '../store/database.ts'
import type { SystemConfig } from '../system/system.ts'
import { leaveChunkSlots, lockAllSlots, takeChunkSlots, type ChunkOfJob } from './chunk-slot-rows.ts'
import { awaitedSystems, leaveSlot, lockSlots, lockSlotsOfRun, nextWaiting, takeSlot } from './slot-rows.ts'

/** How many runs of one system may be under way at once, where its configuration does not say. */
export const usualSlots = 4

/** A chunk that waits for slots asks about so often, and gives up after so long, in milliseconds. */
const usualPatience = { pause: 400, longest: 60_000 }

/** How many runs of a system are carried out at once, counted over all workers. */
export type Slots = {
  /**
   * Does the work of a run while it has a slot of its system. When none is free nothing is done: the run waits without
   * a job, and is looked at when its turn comes.
   */
  within(run: string, work: () => Promise<void>): Promise<void>
  /**
   * Does the work of a chunk while it has a slot of every system: one call for many people counts as one run. Waits for
   * them up to a minute, and then does nothing. Rejects when the signal is aborted meanwhile.
   * @param heldFor the milliseconds in which the work ends; after them, or when its job ends, the slots are somebody else's
   */
  withinAll<T>(
    chunk: ChunkOfJob,
    heldFor: number,
    work: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | 'no-slots'>
  /** Asks for a look at runs that wait although a slot is free: a worker ended without giving its own back. */
  sweep(): Promise<void>
}

export function createSlots(
  configs: readonly SystemConfig[],
  { database, queue, log }: { readonly database: Database; readonly queue: Queue; readonly log: Log },
  { pause, longest } = usualPatience,
): Slots {
  const limits = new Map(configs.map(({ id, concurrency = usualSlots }) => [id, concurrency]))
  const limitOf = (system: string): number => limits.get(system) ?? usualSlots
  const all = [...limits.keys()]
  const wakeNext = async (executor: Executor, system: string, most: number): Promise<void> => {
    for (const next of await nextWaiting(executor, system, limitOf(system), most)) {
      await queue.look(executor, 'run', next)
    }
  }
  const takeAll = (chunk: ChunkOfJob, heldFor: number): Promise<boolean> =>
    database.write(async (executor) => {
      await lockAllSlots(executor, all)
      return all.length === 0 || (await takeChunkSlots(executor, chunk, limits, heldFor))
    })
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
          await wakeNext(executor, admitted, 1)
        })
        // it ends with the job, and the sweep finds who waits
        await leaving.catch(() => log('slot-not-left', { system: admitted }))
      }
    },
    withinAll: async (chunk, heldFor, work, signal) => {
      const latest = performance.now() + longest
      while (!(await takeAll(chunk, heldFor))) {
        if (performance.now() > latest) return 'no-slots'
        await wait(pause * (0.5 + Math.random()), undefined, { signal })
      }
      try {
        return await work()
      } finally {
        const leaving = database.write(async (executor) => {
          await lockAllSlots(executor, all)
          await leaveChunkSlots(executor, chunk.chunk)
          for (const system of all) await wakeNext(executor, system, 1)
        })
        // they end by themselves, and the sweep finds who waits
        await leaving.catch(() => log('slot-not-left', { system: 'all' }))
      }
    },
    sweep: async () => {
      for (const system of await database.read(awaitedSystems)) {
        await database.write(async (executor) => {
          await lockSlots(executor, system)
          await wakeNext(executor, system, limitOf(system))
        })
      }
    },
  }
}
