import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { Superseded } from './request-row.ts'
import { noteTrouble } from './trouble.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterEach(() => bench.clear())
afterAll(() => bench.stop())

test.each(['approve', 'decide'] as const)(
  'of a request in phase %s no time is written that nobody keeps',
  async (phase) => {
    const row = await bench.plantRequest({ phase, status: 'awaiting-approval' })
    await noteTrouble(row, bench.parts)
    expect(
      await bench.rows('select status, attempts, next_attempt_at, version from rechtop.request'),
    ).toEqual([{ status: 'awaiting-approval', attempts: 0, next_attempt_at: null, version: row.version }])
    expect(await bench.jobs()).toEqual([])
  },
)

test('trouble is written only over the version that the step began with', async () => {
  const row = await bench.plantRequest({ phase: 'verify', status: 'running' })
  await bench.rows('update rechtop.request set version = version + 1')
  await expect(noteTrouble(row, bench.parts)).rejects.toBeInstanceOf(Superseded)
  expect(await bench.rows('select status, attempts from rechtop.request')).toEqual([
    { status: 'running', attempts: 0 },
  ])
})
