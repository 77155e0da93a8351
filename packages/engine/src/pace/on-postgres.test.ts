import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase, rowsOf, type Database } from '../store/database.ts'
import { takeFromRows } from './budget-rows.ts'
import { createPace } from './create-pace.ts'

let server: TestPostgres
let workers: readonly [Database, Database]
beforeAll(async () => {
  server = await startPostgres()
  // two at once also bring the tables up to date at once
  workers = await Promise.all([openDatabase({ url: server.url }), openDatabase({ url: server.url })])
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await server.stop()
})
beforeEach(() =>
  workers[0].read((executor) => executor.execute(sql`truncate rechtop.budget, rechtop.system_hold`)),
)

const start = Date.UTC(2026, 10, 22, 10)
const paces = () =>
  workers.map((worker) =>
    createPace(
      'zendesk',
      worker,
      () => {},
      () => new Date(start),
    ),
  )
const spentIn = async (name: string): Promise<number> => {
  const [row] = await workers[0].read((executor) =>
    rowsOf(
      executor,
      sql`select sum((call ->> 1)::int) as calls from rechtop.budget, jsonb_array_elements(spent) as call where name = ${name}`,
    ),
  )
  return Number(row?.['calls'])
}

test('two workers that ask for a row that is not there yet get what is allowed and not one more', async () => {
  const limit = { name: 'minute', calls: 25, seconds: 60 }
  const now = new Date(start)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => paces().map((pace) => pace.take([limit], now))).flat(),
  )
  expect(answers.filter((moment) => moment === null)).toHaveLength(25)
  expect(await spentIn('minute')).toBe(25)
  const waits = answers.filter((moment) => moment !== null)
  expect(new Set(waits.map((moment) => moment.getTime()))).toEqual(new Set([start + 60_001]))
})

test('over minutes of hammering no minute has more calls than allowed, and no call is lost', async () => {
  const limit = { name: 'minute', calls: 7, seconds: 60 }
  const made: number[] = []
  for (let time = start; time < start + 300_000; time += 1_500) {
    const answers = await Promise.all(
      [...paces(), ...paces()].map(async (pace, index) => {
        const now = new Date(time + index * 300)
        return (await pace.take([limit], now)) === null ? [now.getTime()] : []
      }),
    )
    made.push(...answers.flat())
  }
  const most = Math.max(
    ...made.map((last) => made.filter((time) => time > last - 60_000 && time <= last).length),
  )
  expect(most).toBe(7)
  // seven at once, and seven more after each minute
  expect(made.length).toBeGreaterThanOrEqual(7 * 4)
})

test('several budgets, asked in any order, are taken all or none, and nobody waits for nobody', async () => {
  const [a, b] = [
    { name: 'a', calls: 12, seconds: 60 },
    { name: 'b', calls: 30, seconds: 60 },
  ]
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => [
      ...paces().map((pace) => pace.take([a, b], new Date(start))),
      ...paces().map((pace) => pace.take([b, a], new Date(start))),
    ]).flat(),
  )
  expect(answers.filter((moment) => moment === null)).toHaveLength(12)
  expect([await spentIn('a'), await spentIn('b')]).toEqual([12, 12])
})

test('a worker that freezes while it holds a budget does not keep the others from it for long', async () => {
  const limit = { name: 'minute', calls: 100, seconds: 60 }
  const [frozen, other] = workers
  const { promise: holds, resolve: hold } = Promise.withResolvers<void>()
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>()
  const freezing = frozen.write(async (executor) => {
    await takeFromRows(executor, 'zendesk', [limit], new Date(start))
    hold()
    await thawed
  })
  const ended = expect(freezing).rejects.toThrow()
  await holds
  const pace = createPace(
    'zendesk',
    other,
    () => {},
    () => new Date(start),
    40_000,
  )
  expect(await pace.take([limit], new Date(start))).toBeNull()
  thaw()
  await ended
  expect(await spentIn('minute')).toBe(1)
})

test('what one worker learned and held counts for the other', async () => {
  const limit = { name: 'minute', calls: 100, seconds: 60 }
  const [one, other] = paces()
  const now = new Date(start)
  await one?.learn(limit, 3, new Date(start + 40_000), now)
  const answers = await Promise.all(Array.from({ length: 10 }, () => other?.take([limit], now)))
  expect(answers.filter((moment) => moment === null)).toHaveLength(3)
  await one?.hold(new Date(start + 90_000))
  expect(await other?.take([], new Date(start + 41_000))).toEqual(new Date(start + 90_000))
})
