import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { holdChunk, ofNoJob, takeBackChunks } from './chunk-row.ts'
import { mostTries } from './chunk-size.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

test('what lost chunks leave behind is looked at with the priority of each request, and what was begun before its equals', async () => {
  const { parts } = bench
  const heldUntil = new Date(Date.now() + 60_000)
  const unbegun = { phase: 'locate', locatedSealed: null, nextAttemptAt: heldUntil } as const
  const begun = { phase: 'run', status: 'running', nextAttemptAt: heldUntil } as const
  const hold = (id: string): Promise<void> =>
    parts.database.write((executor) =>
      holdChunk(executor, { chunk: randomUUID(), job: randomUUID() }, [id], 60_000),
    )
  const asked: [string, number][] = []
  for (const priority of [20, -10]) {
    const tried = await bench.plantRequest({ ...unbegun, priority, attempts: mostTries })
    const fresh = await bench.plantRequest({ ...unbegun, priority, attempts: 1 })
    const atWork = await bench.plantRequest({ ...begun, priority })
    const run = await bench.plantRun(atWork, { status: 'running', nextAttemptAt: heldUntil })
    const done = await bench.plantRequest({ ...begun, priority })
    await bench.plantRun(done, { status: 'done' })
    for (const { id } of [tried, fresh, atWork, done]) await hold(id)
    asked.push([tried.id, priority], [run.id, priority + 1], [done.id, priority + 1])
  }
  await takeBackChunks(ofNoJob, parts)
  const jobs = await bench.rows('select singleton_key, priority from rechtop_queue.job')
  expect(new Map(jobs.map((job) => [job['singleton_key'], job['priority']]))).toEqual(new Map(asked))
})
