import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { lookAtBatch } from './look-at-batch.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

test('the people of a batch that gets no slots go one by one, so that they have their turn', async () => {
  const batchId = randomUUID()
  await bench.rows(
    `insert into rechtop.batch (id, actor, idempotency_key, input_hash, total, created_at)
     values ($1, 'test', 'key', 'hash', 3, now())`,
    batchId,
  )
  const planted = await Promise.all([1, 2, 3].map(() => bench.plantRequest({ batchId, locatedSealed: null })))
  const full = { ...bench.parts.slots, withinAll: () => Promise.resolve('no-slots' as const) }
  await lookAtBatch(
    { batch: batchId, job: randomUUID() },
    { ...bench.parts, slots: full },
    new AbortController().signal,
  )
  expect(await bench.rows('select distinct attempts, next_attempt_at from rechtop.request')).toEqual([
    { attempts: 3, next_attempt_at: null },
  ])
  const looks = planted.map(({ id }) => `request ${id}`)
  expect((await bench.jobs()).toSorted()).toEqual(looks.toSorted())
})
