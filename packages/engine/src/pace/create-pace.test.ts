import { PGlite } from '@electric-sql/pglite'
import type { Budget } from '@rechtop/connector'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countStatements } from '@rechtop/connector/testing'
import { openDatabase, rowsOf, type Database } from '../store/database.ts'
import { freeAt, fresh, hear, spend, type BudgetState } from './budget-state.ts'
import { createPace } from './create-pace.ts'

let pglite: PGlite
let database: Database
let statements: string[]
const logged: string[] = []
const log = (event: string, detail?: object): void => void logged.push(`${event} ${JSON.stringify(detail)}`)

beforeAll(async () => {
  pglite = await PGlite.create()
  const counted = countStatements(pglite)
  statements = counted.statements
  database = await openDatabase({ pglite: counted.pglite })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await pglite.exec('truncate rechtop.budget, rechtop.system_hold')
  logged.length = statements.length = 0
})

const start = Date.UTC(2026, 10, 22, 10)
const at = (seconds: number): Date => new Date(start + seconds * 1000)
const minute: Budget = { name: 'minute', calls: 2, seconds: 60 }
const day: Budget = { name: 'day', calls: 3, seconds: 86_400 }
const stored = (): Promise<Record<string, unknown>[]> =>
  database.read((executor) =>
    rowsOf(executor, sql`select system, name, spent, told from rechtop.budget order by system, name`),
  )
const callsIn = (spent: unknown): number =>
  Array.isArray(spent) ? spent.reduce((sum, [, calls]) => sum + Number(calls), 0) : Number.NaN

describe('a call', () => {
  test('is counted under each budget, by system', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    expect(await pace.take([minute, day], at(0))).toBeNull()
    expect(await createPace('other', database, log, () => at(0)).take([minute], at(0))).toBeNull()
    expect((await stored()).map(({ system, name, spent }) => [system, name, callsIn(spent)])).toEqual([
      ['other', 'minute', 1],
      ['zendesk', 'day', 1],
      ['zendesk', 'minute', 1],
    ])
  })

  test('that has to wait under one budget counts under none, and the latest moment is said', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    for (const seconds of [0, 1]) await pace.take([minute, day], at(seconds))
    const before = await stored()
    expect(await pace.take([minute, day], at(2))).toEqual(new Date(start + 60_001))
    expect(await stored()).toEqual(before)
    expect(await pace.take([day], at(2))).toBeNull()
    expect(await pace.take([minute, day], at(61))).toEqual(new Date(start + 86_400_001))
  })

  test('waits for a hold of its system, whatever is asked, and the later hold stays', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    await pace.hold(at(30))
    await pace.hold(at(10))
    for (const asked of [[], [minute], [minute, day]]) expect(await pace.take(asked, at(29))).toEqual(at(30))
    expect((await stored()).map(({ spent }) => spent)).toEqual([[], []])
    expect(await createPace('other', database, log, () => at(0)).take([], at(29))).toBeNull()
    expect(await pace.take([], at(30))).toBeNull()
    expect(await pace.take([minute], at(30))).toBeNull()
  })

  test('is not held for years by a wrong unit', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    await pace.hold(new Date(start * 1000))
    const held = await database.read((executor) =>
      rowsOf(executor, sql`select extract(epoch from until)::float8 as until from rechtop.system_hold`),
    )
    expect(held).toEqual([{ until: start / 1000 + 86_400 }])
    expect(await pace.take([minute], at(86_400))).toBeNull()
  })

  test('asked for under one name twice counts once', async () => {
    expect(await createPace('zendesk', database, log, () => at(0)).take([minute, minute], at(0))).toBeNull()
    expect((await stored()).map(({ spent }) => callsIn(spent))).toEqual([1])
  })
})

describe('statements', () => {
  test.each([
    ['under three budgets', [minute, day, { name: 'burst', calls: 9, seconds: 1 }], 2],
    ['under one', [minute], 2],
    ['under none', [], 1],
  ] as const)('a call %s costs few', async (_, asked, count) => {
    const pace = createPace('zendesk', database, log, () => at(0))
    await pace.take(asked, at(0))
    statements.length = 0
    expect(await pace.take(asked, at(1))).toBeNull()
    expect(statements).toHaveLength(count)
  })

  test('a call that has to wait costs one', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    for (const seconds of [0, 1]) await pace.take([minute], at(seconds))
    statements.length = 0
    expect(await pace.take([minute], at(2))).not.toBeNull()
    expect(statements).toHaveLength(1)
  })

  test('an answer that says nothing new costs one, and locks nothing', async () => {
    const pace = createPace('zendesk', database, log, () => at(0))
    await pace.learn(day, 2, at(100), at(0))
    expect((await stored()).map(({ told }) => told)).toEqual([[[start + 100_000, 2]]])
    await pace.take([day], at(1))
    statements.length = 0
    await pace.learn(day, 1, at(100), at(2))
    expect(statements).toEqual([expect.stringMatching(/^select/)])
    expect((await stored()).map(({ told }) => told)).toEqual([[[start + 100_000, 1]]])
  })
})

test('whatever is asked, learned and held, in whatever order: as the pure rules say', async () => {
  const names = ['a', 'b', 'c']
  const step = fc.oneof(
    fc.record({ kind: fc.constant('take' as const), names: fc.subarray(names), wait: fc.nat(3_000) }),
    fc.record({
      kind: fc.constant('learn' as const),
      name: fc.constantFrom(...names),
      remaining: fc.nat(5),
      resetIn: fc.integer({ min: -1_000, max: 8_000 }),
    }),
    fc.record({ kind: fc.constant('hold' as const), holdFor: fc.integer({ min: -2_000, max: 4_000 }) }),
  )
  const limits = new Map(
    names.map((name, index) => [name, { name, calls: index + 1, seconds: 2 * index + 1 }]),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      await pglite.exec('truncate rechtop.budget, rechtop.system_hold')
      const pace = createPace('zendesk', database, log, () => at(0))
      const model = new Map<string, BudgetState>()
      let [now, held] = [start, 0]
      for (const one of steps) {
        if (one.kind === 'hold') {
          await pace.hold(new Date(now + one.holdFor))
          held = Math.max(held, now + one.holdFor)
          continue
        }
        if (one.kind === 'learn') {
          const limit = limits.get(one.name) ?? minute
          const resetAt = new Date(now + one.resetIn)
          await pace.learn(limit, one.remaining, resetAt, new Date(now))
          const state = model.get(one.name) ?? fresh
          model.set(one.name, hear(state, one.remaining, resetAt, new Date(now)))
          continue
        }
        now += one.wait
        const asked = one.names.flatMap((name) => limits.get(name) ?? [])
        const moments = asked.map((limit) => freeAt(limit, model.get(limit.name) ?? fresh, new Date(now)))
        const latest = Math.max(held > now ? held : 0, ...moments.map((moment) => moment?.getTime() ?? 0))
        const expected = latest === 0 ? null : new Date(latest)
        expect(await pace.take(asked, new Date(now))).toEqual(expected)
        if (expected !== null) continue
        for (const limit of asked) {
          model.set(limit.name, spend(limit, model.get(limit.name) ?? fresh, new Date(now)))
        }
      }
    }),
    { numRuns: 60 },
  )
})

describe('a database that', () => {
  const never = (): Promise<never> => new Promise(() => {})
  const failing = (): Promise<never> => Promise.reject(new Error('select sanne@example.nl'))
  test.each([
    ['does not answer', { read: never, write: never }],
    ['fails', { read: failing, write: failing }],
  ])(
    '%s lets a call fail as transient, soon, and does not spoil one that was answered',
    async (_, broken) => {
      const pace = createPace('zendesk', broken, log, () => at(0), 50)
      for (const asked of [[], [minute]]) {
        await expect(pace.take(asked, at(0))).rejects.toMatchObject({ failure: { code: 'transient' } })
      }
      await pace.learn(minute, 1, at(10), at(0))
      await pace.hold(at(10))
      expect(logged).toEqual(Array(4).fill('pace-unavailable {"system":"zendesk"}'))
    },
  )
})
