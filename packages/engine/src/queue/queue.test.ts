import { setTimeout as wait } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../store/database.ts'
import { openQueue, type Queue } from './queue.ts'

const id = '00000000-0000-4000-8000-000000000001'
const other = '00000000-0000-4000-8000-000000000002'
let pglite: PGlite
let database: Database
let queue: Queue
beforeAll(async () => {
  pglite = await PGlite.create()
  database = await openDatabase({ pglite })
})
beforeEach(async () => {
  queue = await openQueue(database, () => {})
  await pglite.exec('delete from rechtop_queue.job')
})
afterEach(() => queue.stop())
afterAll(() => pglite.close())

const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000)
const look = (notBefore?: Date | null, priority?: number, at = id): Promise<void> =>
  database.write((executor) => queue.look(executor, 'run', at, notBefore, priority))

type Job = { readonly state: string; readonly seconds: number; readonly priority: number }
const jobs = async (): Promise<Job[]> =>
  (
    await pglite.query<Job>(
      `select state, priority, extract(epoch from start_after - now())::float8 as seconds
       from rechtop_queue.job where name = 'rechtop-run' order by start_after`,
    )
  ).rows

describe('looks that wait', () => {
  test('do not pile up: one that is due, and one for later', async () => {
    for (let times = 0; times < 3; times += 1) {
      await look()
      await look(inSeconds(60))
    }
    expect(await jobs()).toHaveLength(2)
  })
  test('a later moment never takes the place of an earlier one', async () => {
    await look(inSeconds(60))
    await look(inSeconds(600))
    expect(await jobs()).toHaveLength(1)
    expect((await jobs())[0]?.seconds).toBeLessThan(61)
    await look(inSeconds(30))
    expect(await jobs()).toHaveLength(1)
    expect((await jobs())[0]?.seconds).toBeLessThan(31)
  })
  test('a look at once does not take away the one for later', async () => {
    await look(inSeconds(60))
    await look()
    expect((await jobs()).map(({ seconds }) => seconds > 30)).toEqual([false, true])
  })
  test('a moment that is over waits a second all the same', async () => {
    await look(inSeconds(-3600))
    expect((await jobs())[0]?.seconds).toBeGreaterThan(0.8)
  })
  test('the clock of the worker only says how long', async () => {
    await queue.stop()
    const behind = (): Date => inSeconds(-600)
    queue = await openQueue(database, () => {}, behind)
    await look(new Date(behind().getTime() + 5_000))
    const [job] = await jobs()
    expect(job?.seconds).toBeGreaterThan(4)
    expect(job?.seconds).toBeLessThan(6)
  })
  test('nothing of it is there when the transaction fails', async () => {
    await look(inSeconds(60))
    const failing = database.write(async (executor) => {
      await queue.look(executor, 'run', id, inSeconds(5))
      throw new TypeError('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await jobs())[0]?.seconds).toBeGreaterThan(50)
  })
})

describe('an urgent look', () => {
  test('goes first, and raises the one that waits', async () => {
    await look()
    await look(null, 0, other)
    await look(null, 10, other)
    expect((await jobs()).map(({ priority }) => priority).toSorted()).toEqual([0, 10])
    const seen: string[] = []
    await queue.work({
      request: async () => {},
      batch: async () => {},
      run: async (at) => {
        seen.push(at)
        await wait(20)
      },
    })
    await expect.poll(() => seen).toEqual([other, id])
  })
})

test('changed settings reach a queue that is there already', async () => {
  await pglite.exec(`update rechtop_queue.queue set retry_limit = 3, heartbeat_seconds = 60`)
  await queue.stop()
  queue = await openQueue(database, () => {})
  const { rows } = await pglite.query(
    `select retry_limit, heartbeat_seconds, policy from rechtop_queue.queue where name like 'rechtop-%'`,
  )
  const settings = { retry_limit: 1000, heartbeat_seconds: 10, policy: 'singleton' }
  expect(rows).toEqual([settings, settings, settings])
})

test('a backlog is drained without a pause between two jobs', async () => {
  const ids = Array.from(
    { length: 60 },
    (_, number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  )
  for (const each of ids) await look(null, 0, each)
  const seen = new Set<string>()
  const begun = performance.now()
  await queue.work({ request: async () => {}, batch: async () => {}, run: async (at) => void seen.add(at) })
  await expect.poll(() => seen.size, { timeout: 30_000 }).toBe(60)
  // four at a time, one a second each, would take a quarter of a minute
  expect(performance.now() - begun).toBeLessThan(8_000)
})

describe('stopping', () => {
  const stopped = async (): Promise<number> => {
    const begun = performance.now()
    await queue.stop()
    return performance.now() - begun
  }
  const due = async (): Promise<unknown[]> => (await jobs()).filter(({ state }) => state !== 'completed')

  test('hands back at once what does not end by itself', async () => {
    const signals: AbortSignal[] = []
    await queue.work({
      request: async () => {},
      batch: async () => {},
      run: async (_, signal) => {
        signals.push(signal)
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    await look()
    await expect.poll(() => signals.length).toBe(1)
    expect(await stopped()).toBeLessThan(9_000)
    expect(signals[0]?.aborted).toBe(true)
    expect(await due()).toMatchObject([{ state: 'created' }])
    expect((await jobs()).at(-1)?.seconds).toBeLessThan(0.1)
  }, 30_000)
  test('lets end what ends in time', async () => {
    let ended = false
    let begun = false
    await queue.work({
      request: async () => {},
      batch: async () => {},
      run: async (_, signal) => {
        begun = true
        await wait(1_500)
        ended = !signal.aborted
      },
    })
    await look()
    await expect.poll(() => begun).toBe(true)
    expect(await stopped()).toBeLessThan(4_500)
    expect(ended).toBe(true)
    expect(await due()).toEqual([])
  }, 30_000)
  test('is not kept up by one that ignores its signal', async () => {
    let begun = false
    await queue.work({
      request: async () => {},
      batch: async () => {},
      run: async () => {
        begun = true
        await new Promise(() => {})
      },
    })
    await look()
    await expect.poll(() => begun).toBe(true)
    expect(await stopped()).toBeLessThan(12_000)
    expect(await due()).toMatchObject([{ state: 'retry' }])
  }, 30_000)
})

test('a handler is told how often its job came back, also when the process that had it was killed', async () => {
  await look()
  await pglite.exec(`update rechtop_queue.job set state = 'active', started_on = now(), retry_count = 0`)
  await queue.stop()
  queue = await openQueue(database, () => {})
  const told: number[] = []
  const handle = async (): Promise<void> => {}
  await queue.work({
    request: handle,
    batch: handle,
    run: async (_id, _signal, { returned }) => {
      told.push(returned)
      // a handler that fails, since our database is down, ends no worker
      if (told.length === 1) throw new Error('down')
    },
  })
  await expect.poll(() => told, { timeout: 20_000 }).toEqual([1, 0])
})
