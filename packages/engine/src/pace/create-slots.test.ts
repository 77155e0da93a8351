import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
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

async function plantRuns(count: number): Promise<string[]> {
  const request = await bench.plantRequest({ phase: 'run' })
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
  const { signal } = new AbortController()
  /** Whether it got a slot, having asked once. */
  const isChunkAdmitted = async (run: string, among = slots): Promise<boolean> =>
    (await among.withinChunk(run, 200, () => Promise.resolve('done'), signal)) === 'done'

  test('takes one slot while it works, and leaves one to runs that go by themselves', async () => {
    const two = slotsOf(2)
    const [first = '', second = '', alone = ''] = await plantRuns(3)
    let wasAdmitted = false
    const work = async (): Promise<void> => {
      expect(await isChunkAdmitted(second, two)).toBe(false)
      await two.within(alone, async () => void (wasAdmitted = true))
    }
    await two.withinChunk(first, 60_000, work, signal)
    expect(wasAdmitted).toBe(true)
    expect(await isChunkAdmitted(second, two)).toBe(true)
    expect(await bench.rows('select * from rechtop.slot')).toEqual([])
    expect(await bench.jobs()).toEqual([])
  })

  test('has the only slot of a system, and then the run that waited for it is looked at', async () => {
    const [first = '', waiting = ''] = await plantRuns(2)
    await slots.withinChunk(first, 60_000, async () => expect(await isAdmitted(waiting)).toBe(false), signal)
    expect(await bench.jobs()).toEqual([`run ${waiting}`])
  })

  test('comes after the runs that wait, and waits itself in no row', async () => {
    const [held = '', waiting = '', chunk = ''] = await plantRuns(3)
    await plantHeld(held)
    expect(await isAdmitted(waiting)).toBe(false)
    await loseLease(held)
    expect(await isChunkAdmitted(chunk)).toBe(false)
    expect(await bench.rows('select run_id from rechtop.slot_wait')).toEqual([{ run_id: waiting }])
    expect(await isAdmitted(waiting)).toBe(true)
    expect(await isChunkAdmitted(chunk)).toBe(true)
  })

  test('of which the worker died keeps its slot only for as long as its runs are held', async () => {
    const [dead = '', other = ''] = await plantRuns(2)
    const plant = `insert into rechtop.slot values ($1, 'vault', gen_random_uuid(), now() + interval '1 minute')`
    await bench.rows(plant, dead)
    expect(await isAdmitted(other)).toBe(false)
    await bench.rows(`update rechtop.slot set chunk_until = now() - interval '1 second'`)
    expect(await isAdmitted(other)).toBe(true)
  })

  test('that may not go on does not wait', async () => {
    const [held = '', chunk = ''] = await plantRuns(2)
    await plantHeld(held)
    const work = (): Promise<string> => Promise.resolve('done')
    await expect(
      slots.withinChunk(chunk, 60_000, work, AbortSignal.abort(new Error('stop'))),
    ).rejects.toThrow()
  })
})
