import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
import { createSlots, type Slots } from './create-slots.ts'

let bench: Bench
let slots: Slots
beforeAll(async () => {
  bench = await openBench()
  const { connector } = createVault()
  slots = createSlots([{ id: 'vault', connector, config: {}, concurrency: 1 }], bench.parts)
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
