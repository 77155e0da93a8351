import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import type { RequestRow, RunLine, RunRow } from '../store/table.ts'
import { sealOrder, type OrderedRun } from './order.ts'
import { recordLate } from './record-late.ts'

let bench: Bench
let request: RequestRow
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  await bench.clear()
  request = await bench.plantRequest({ rounds: 1, phase: 'locate' })
})

const holdings = ['notes', 'names', 'lists']
const ordered = { match: 'match', action: 'erase', grain: 'record', refs: ['1', '2'], fields: [] } as const
const order = holdings.map((holding) => ({
  locator: 'C-1',
  line: { ...ordered, holding, ceiling: null, before: null },
}))
const linesWith = (...statuses: RunLine['status'][]): RunLine[] =>
  holdings.map((holding, place) => ({
    id: `0000000${place}-0000-4000-8000-000000000000`,
    holding,
    status: statuses[place] ?? 'open',
    planned: 2,
    done: statuses[place] === 'done' ? 2 : 0,
    checkAfter: null,
    failure: null,
    why: null,
    tokenSealed: null,
  }))

/** A run that was claimed and tried, whose row says something else by now. */
async function tried(statuses: RunLine['status'][], now: Partial<RunRow>): Promise<OrderedRun> {
  const orderSealed = sealOrder(order, bench.parts.seal)
  const row = { version: 4, orderSealed, lines: linesWith('done'), ...now }
  const stored = await bench.plantRun(request, row)
  return { run: { ...stored, version: 3, status: 'failed', lines: linesWith(...statuses) }, order }
}
const record = (one: OrderedRun): Promise<void> =>
  bench.parts.database.write((executor) => recordLate(executor, [one], bench.parts))
const stored = async (): Promise<unknown> => {
  const [run] = await bench.rows('select version, lines from rechtop.run')
  const ledger = await bench.rows('select holding, action, count from rechtop.ledger order by 1')
  const lines = run?.['lines'] as RunLine[]
  return { version: run?.['version'], lines: lines.map(({ status }) => status), ledger }
}
const erased = async (): Promise<unknown> =>
  (await bench.rows('select erased from rechtop.run'))[0]?.['erased']

const linesOf = async (round: number): Promise<RunLine[]> => {
  const [run] = await bench.rows('select lines from rechtop.run where round = $1', round)
  return (run?.['lines'] ?? []) as RunLine[]
}

test('of a run that somebody ended, what was done since is told with its request, once', async () => {
  const one = await tried(['done', 'done', 'failed'], { status: 'failed' })
  await record(one)
  expect(await stored()).toEqual({ version: 5, lines: ['done', 'done', 'open'], ledger: [] })
  await record(one)
  expect(await stored()).toEqual({ version: 5, lines: ['done', 'done', 'open'], ledger: [] })
})

test('where the request has ended it is in the ledger, and only what that did not say yet', async () => {
  for (const ending of [
    { status: 'failed', version: 4 },
    { status: 'verified', version: 5 },
  ] as const) {
    await bench.clear()
    request = await bench.plantRequest({ rounds: 1 })
    const one = await tried(['done', 'done', 'failed'], { ...ending, orderSealed: null })
    await record(one)
    await record(one)
    expect(await stored()).toEqual({
      version: ending.version + 1,
      lines: ['done', 'done', 'open'],
      ledger: [{ holding: 'names', action: 'erased', count: 2 }],
    })
    expect(await erased()).toBe(2)
  }
})

test('what a system had done when it failed half-way is told as well, and once', async () => {
  const asTried = { ...linesWith('failed')[0], done: 2 } as RunLine
  for (const [told, ledger] of [
    [0, [{ holding: 'notes', action: 'erased', count: 2 }]],
    [1, [{ holding: 'notes', action: 'erased', count: 1 }]],
    [2, []],
  ] as const) {
    await bench.clear()
    request = await bench.plantRequest({ rounds: 1 })
    const before = linesWith('failed').map((line, place) => (place === 0 ? { ...line, done: told } : line))
    const one = await tried(['failed'], { status: 'failed', lines: before, orderSealed: null })
    const run = { ...one.run, lines: [asTried, ...one.run.lines.slice(1)] }
    await record({ ...one, run })
    expect(await stored()).toMatchObject({ lines: ['failed', 'open', 'open'], ledger })
    expect((await linesOf(1))[0]?.done).toBe(2)
  }
})

test('what was ordered once more in a later round is counted there', async () => {
  const one = await tried(['done', 'done', 'done'], { status: 'failed', round: 1 })
  const again = { system: 'vault', round: 2, lines: linesWith('failed', 'done').slice(0, 2) }
  const { id } = await bench.plantRun(request, again)
  await record(one)
  await bench.rows('delete from rechtop.run where id = $1', id)
  expect(await stored()).toEqual({ version: 5, lines: ['done', 'open', 'done'], ledger: [] })
})

test('what a later round does elsewhere, or otherwise, counts nothing of what an earlier one did', async () => {
  const one = await tried(['done', 'done', 'done'], { status: 'failed', round: 1 })
  const changes = [{ match: 'another' }, { action: 'reduce', fields: ['name'] } as const, {}]
  const otherwise = order.map((each, place) => ({ ...each, line: { ...each.line, ...changes[place] } }))
  const lines = linesWith('done', 'done', 'done')
  const orderSealed = sealOrder(otherwise, bench.parts.seal)
  const { id } = await bench.plantRun(request, { system: 'vault', round: 2, lines, orderSealed })
  await record(one)
  await bench.rows('delete from rechtop.run where id = $1', id)
  expect(await stored()).toEqual({ version: 5, lines: ['done', 'done', 'open'], ledger: [] })
})

test('of records that another round did in part, whichever came first, only the others are told', async () => {
  for (const round of [1, 3]) {
    await bench.clear()
    request = await bench.plantRequest({ rounds: 3, phase: 'locate' })
    const one = await tried(['done', 'done', 'done'], { status: 'failed', round })
    const changes = [{}, { refs: ['2', '3'] }, { refs: ['3'] }]
    const inPart = order.map((each, place) => ({ ...each, line: { ...each.line, ...changes[place] } }))
    const lines = linesWith('failed', 'done', 'done')
    const orderSealed = sealOrder(inPart, bench.parts.seal)
    await bench.plantRun(request, { system: 'vault', round: 2, status: 'failed', lines, orderSealed })
    await record(one)
    // the ledger tells what is planned of a line that is done
    expect((await linesOf(round)).map(({ done, planned }) => [done, planned])).toEqual([
      [2, 2],
      [1, 1],
      [2, 2],
    ])
  }
})

test('what an earlier ending has told of other records, or of a set before, hides nothing', async () => {
  const asSet = { grain: 'set', refs: [], ceiling: 9 } as const
  const [first, ...others] = order
  const inThree = [first, ...others.map((each) => ({ ...each, line: { ...each.line, ...asSet } }))].flatMap(
    (each) => each ?? [],
  )
  for (const orderSealed of [null, sealOrder(inThree, bench.parts.seal)]) {
    await bench.clear()
    request = await bench.plantRequest({ rounds: 2, phase: 'locate' })
    const one = { ...(await tried(['done', 'done', 'done'], { status: 'failed', round: 2 })), order: inThree }
    const lines = linesWith(orderSealed === null ? 'done' : 'failed', 'done', 'done')
    await bench.plantRun(request, { system: 'vault', round: 1, status: 'verified', lines, orderSealed })
    await record(one)
    expect((await linesOf(2)).map(({ status }) => status)).toEqual(['done', 'done', 'done'])
  }
})

test('of a set a later round tells, whatever it found there', async () => {
  const asSet = { grain: 'set', refs: [], ceiling: 9 } as const
  const sets = order.map((each) => ({ ...each, line: { ...each.line, ...asSet } }))
  const one = { ...(await tried(['done', 'done', 'done'], { status: 'failed', round: 1 })), order: sets }
  const lines = linesWith('done', 'done', 'failed')
  const orderSealed = sealOrder(sets, bench.parts.seal)
  const { id } = await bench.plantRun(request, { system: 'vault', round: 2, lines, orderSealed })
  await record(one)
  await bench.rows('delete from rechtop.run where id = $1', id)
  expect(await stored()).toMatchObject({ lines: ['done', 'open', 'done'] })
})

test('what a later round never came to is told of the one that did it', async () => {
  const one = await tried(['done', 'done'], { status: 'failed', round: 1 })
  const again = { system: 'vault', round: 2, lines: linesWith('open', 'open').slice(0, 2) }
  const { id } = await bench.plantRun(request, { ...again, status: 'failed' })
  await record(one)
  await bench.rows('delete from rechtop.run where id = $1', id)
  expect(await stored()).toMatchObject({ lines: ['done', 'done', 'open'] })
})

test('a plan in the making is made anew', async () => {
  await record(await tried(['done', 'done'], { status: 'failed' }))
  expect(await bench.rows('select version from rechtop.request')).toEqual([{ version: request.version + 1 }])
})

test('a run that another worker has, or that was carried out, is left as it is', async () => {
  for (const now of [{ status: 'running' }, { status: 'done' }, { status: 'failed', version: 5 }] as const) {
    await bench.clear()
    request = await bench.plantRequest({ rounds: 1 })
    await record(await tried(['done', 'done', 'done'], now))
    expect(await stored()).toMatchObject({ lines: ['done', 'open', 'open'], ledger: [] })
  }
})
