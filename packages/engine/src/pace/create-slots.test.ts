import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
import type { ChunkOfJob } from './chunk-slot-rows.ts'
import { createSlots, type Slots } from './create-slots.ts'

let bench: Bench
let slots: Slots
const slotsOf = (concurrency: number): Slots => {
  const { connector } = createVault()
  return createSlots([{ id: 'vault', connector, config: {}, concurrency }], bench.parts)
}
beforeAll(async () => {
  bench = await openBench()
  slots = slotsOf(1)
})
beforeEach(() => bench.clear())
afterAll(() => bench.stop())

async function plantRuns(count: number, priority = 0): Promise<string[]> {
  const request = await bench.plantRequest({ phase: 'run', priority })
  const planted = Array.from({ length: count }, () => bench.plantRun(request, {}))
  return (await Promise.all(planted)).map(({ id }) => id)
}

/** The run's job, as it is while a worker has it. */
async function plantJob(run: string): Promise<void> {
  await bench.parts.database.write((executor) => bench.parts.queue.look(executor, 'run', run))
  await bench.rows(
    `update rechtop_queue.job set state = 'active', started_on = now(), heartbeat_on = now() where singleton_key = $1`,
    run,
  )
}

/** A chunk of a batch whose job a worker has. */
async function plantChunk(): Promise<ChunkOfJob> {
  const [chunk, batch] = [randomUUID(), randomUUID()]
  await bench.parts.database.write((executor) => bench.parts.queue.look(executor, 'batch', batch))
  const [job] = await bench.rows(
    `update rechtop_queue.job set state = 'active', started_on = now(), heartbeat_on = now() where singleton_key = $1
     returning id`,
    batch,
  )
  return { chunk, job: String(job?.['id']) }
}

/** A slot that a chunk of this job has. */
const plantChunkSlot = (system: string, { chunk, job }: ChunkOfJob): Promise<unknown> =>
  bench.rows(
    `insert into rechtop.chunk_slot (chunk_id, job_id, system, until) values ($1, $2, $3, now() + interval '1 minute')`,
    chunk,
    job,
    system,
  )

/** What a worker leaves behind that is killed in the middle of a run. */
async function plantHeld(run: string): Promise<void> {
  await plantJob(run)
  await bench.rows(`insert into rechtop.slot values ($1, 'vault', gen_random_uuid())`, run)
}

const loseLease = (run: string): Promise<unknown> =>
  bench.rows(`update rechtop_queue.job set state = 'retry' where singleton_key = $1`, run)

async function isAdmitted(run: string): Promise<boolean> {
  let worked = false
  await slots.within(run, async () => void (worked = true))
  return worked
}

test('a run that finds no slot is not carried out, and has its turn when one is given back', async () => {
  const [first = '', second = '', third = ''] = await plantRuns(3)
  await slots.within(first, async () => {
    await plantJob(first)
    expect(await isAdmitted(second)).toBe(false)
    expect(await isAdmitted(third)).toBe(false)
    expect(await bench.jobs()).toEqual([])
  })
  await loseLease(first)
  expect(await bench.jobs()).toEqual([`run ${first}`, `run ${second}`])
  expect(await isAdmitted(second)).toBe(true)
  expect(await bench.jobs()).toEqual([`run ${first}`, `run ${second}`, `run ${third}`])
})

test('of those that wait the most urgent goes first, and else the first that came', async () => {
  const [first = '', second = ''] = await plantRuns(2)
  const [urgent = ''] = await plantRuns(1, 9)
  await slots.within(first, async () => {
    await plantJob(first)
    expect(await isAdmitted(second)).toBe(false)
    expect(await isAdmitted(urgent)).toBe(false)
  })
  await loseLease(first)
  expect(await bench.jobs()).toEqual([`run ${first}`, `run ${urgent}`])
  expect(await isAdmitted(urgent)).toBe(true)
  expect(await bench.jobs()).toEqual([`run ${first}`, `run ${urgent}`, `run ${second}`])
})

test('whoever waits has no job of the sweep’s, until a worker that held a slot has lost its lease', async () => {
  const [held = '', waiting = ''] = await plantRuns(2)
  await plantHeld(held)
  expect(await isAdmitted(waiting)).toBe(false)
  await slots.sweep()
  expect(await bench.jobs()).toEqual([])
  await loseLease(held)
  await slots.sweep()
  expect(await bench.jobs()).toEqual([`run ${held}`, `run ${waiting}`])
  expect(await isAdmitted(waiting)).toBe(true)
})

test('a run that comes back from a dead worker takes its own slot over', async () => {
  const [held = ''] = await plantRuns(1)
  await plantHeld(held)
  expect(await isAdmitted(held)).toBe(true)
  expect(await bench.rows('select * from rechtop.slot')).toEqual([])
})

test('a worker that lost its run does not give back the slot of the one that has it', async () => {
  const [run = '', other = ''] = await plantRuns(2)
  await slots.within(run, async () => {
    await bench.rows(`update rechtop.slot set holder = gen_random_uuid() where run_id = $1`, run)
    await plantJob(run)
  })
  expect(await bench.rows('select run_id from rechtop.slot')).toEqual([{ run_id: run }])
  expect(await isAdmitted(other)).toBe(false)
})

test('what fails in its slot gives it back, and a run that is not there gets none', async () => {
  const [run = ''] = await plantRuns(1)
  await expect(slots.within(run, () => Promise.reject(new TypeError('no')))).rejects.toThrow('no')
  expect(await bench.rows('select * from rechtop.slot')).toEqual([])
  expect(await isAdmitted('00000000-0000-4000-8000-000000000000')).toBe(false)
})

describe('a chunk', () => {
  const soon = (): AbortSignal => AbortSignal.timeout(300)
  /** Whether it gets its slots within a moment. */
  const isChunkAdmitted = async (among = slots): Promise<boolean> =>
    among
      .withinAll(await plantChunk(), 60_000, () => Promise.resolve('done'), soon())
      .then(
        (done) => done === 'done',
        () => false,
      )
  const held = (): Promise<unknown[]> => bench.rows('select system from rechtop.chunk_slot')

  test('takes one slot while it works, and leaves one to runs that go by themselves', async () => {
    const two = slotsOf(2)
    const [alone = ''] = await plantRuns(1)
    let wasAdmitted = false
    const work = async (): Promise<void> => {
      expect(await isChunkAdmitted(two)).toBe(false)
      await two.within(alone, async () => void (wasAdmitted = true))
    }
    await two.withinAll(await plantChunk(), 60_000, work, soon())
    expect(wasAdmitted).toBe(true)
    expect(await isChunkAdmitted(two)).toBe(true)
    expect(await held()).toEqual([])
    expect(await bench.jobs()).toEqual([])
  })

  test('gives the only slot of a system to the run that waited for it, and to no other chunk', async () => {
    const [waiting = ''] = await plantRuns(1)
    await slots.withinAll(
      await plantChunk(),
      60_000,
      async () => expect(await isAdmitted(waiting)).toBe(false),
      soon(),
    )
    expect(await bench.jobs()).toEqual([`run ${waiting}`])
    expect(await isChunkAdmitted()).toBe(false)
    expect(await isAdmitted(waiting)).toBe(true)
    expect(await isChunkAdmitted()).toBe(true)
  })

  test('waits for runs that are under way and for those that wait, in no row of its own', async () => {
    const [busy = '', waiting = ''] = await plantRuns(2)
    await plantHeld(busy)
    expect(await isAdmitted(waiting)).toBe(false)
    expect(await isChunkAdmitted()).toBe(false)
    await loseLease(busy)
    expect(await isChunkAdmitted()).toBe(false)
    expect(await bench.rows('select run_id from rechtop.slot_wait')).toEqual([{ run_id: waiting }])
    expect(await isAdmitted(waiting)).toBe(true)
    expect(await isChunkAdmitted()).toBe(true)
  })

  test('has a slot of every system or of none', async () => {
    const { connector } = createVault()
    const systems = ['vault', 'shop'].map((id) => ({ id, connector, config: {}, concurrency: 1 }))
    const both = createSlots(systems, bench.parts)
    await plantChunkSlot('shop', await plantChunk())
    expect(await isChunkAdmitted(both)).toBe(false)
    expect(await held()).toEqual([{ system: 'shop' }])
    await bench.rows('delete from rechtop.chunk_slot')
    const seen = await both.withinAll(await plantChunk(), 60_000, held, soon())
    expect(seen).toHaveLength(2)
  })

  test('of which the worker died keeps its slots no longer than its job, and not too long in any case', async () => {
    const [other = ''] = await plantRuns(1)
    const dead = await plantChunk()
    await plantChunkSlot('vault', dead)
    expect(await isAdmitted(other)).toBe(false)
    const state = (is: string): Promise<unknown> =>
      bench.rows(`update rechtop_queue.job set state = '${is}' where id = $1`, dead.job)
    await state('retry')
    expect(await isAdmitted(other)).toBe(true)
    await state('active')
    expect(await isAdmitted(other)).toBe(false)
    await bench.rows(`update rechtop.chunk_slot set until = now() - interval '1 second'`)
    expect(await isAdmitted(other)).toBe(true)
    expect(await isChunkAdmitted()).toBe(true)
    expect(await held()).toEqual([])
  })

  test('does nothing when none is free for long, and works at once where there is no system', async () => {
    const [busy = ''] = await plantRuns(1)
    await plantHeld(busy)
    const { connector } = createVault()
    const systems = [{ id: 'vault', connector, config: {}, concurrency: 1 }]
    const short = createSlots(systems, bench.parts, { pause: 50, longest: 200 })
    const work = (): Promise<string> => Promise.resolve('done')
    const { signal } = new AbortController()
    expect(await short.withinAll(await plantChunk(), 60_000, work, signal)).toBe('no-slots')
    expect(await held()).toEqual([])
    expect(await createSlots([], bench.parts).withinAll(await plantChunk(), 60_000, work, signal)).toBe(
      'done',
    )
  })

  test('gives them back when its work fails', async () => {
    const work = (): Promise<void> => Promise.reject(new TypeError('no'))
    await expect(slots.withinAll(await plantChunk(), 60_000, work, soon())).rejects.toThrow('no')
    expect(await held()).toEqual([])
  })
})

test('a run that was woken and found no slot keeps its place, and is woken again', async () => {
  const [first = '', second = ''] = await plantRuns(2)
  for (let time = 0; time < 2; time += 1) {
    await plantChunkSlot('vault', await plantChunk())
    expect(await isAdmitted(first)).toBe(false)
    expect(await isAdmitted(second)).toBe(false)
    await bench.rows('delete from rechtop.chunk_slot')
    await slots.sweep()
    expect(await bench.jobs()).toEqual([`run ${first}`])
    await bench.rows('delete from rechtop_queue.job')
  }
})
