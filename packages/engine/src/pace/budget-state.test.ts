import type { Budget } from '@rechtop/connector'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeAt, fresh, hear, spend, type BudgetState } from './budget-state.ts'

const start = Date.UTC(2026, 10, 22, 10)
const at = (milliseconds: number): Date => new Date(start + milliseconds)
const budget = fc.record({
  name: fc.constant('api'),
  calls: fc.integer({ min: 1, max: 200 }),
  seconds: fc.integer({ min: 1, max: 100 }),
})
/** Moments in the order of time, of which many lie close together. */
const moments = fc
  .array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 400 })
  .map((steps) => steps.map((_, index) => steps.slice(0, index).reduce((sum, step) => sum + step, 0)))

/** Takes where it is free; gives the moments of the calls that were made. */
function takeAll(limit: Budget, times: readonly number[], from: BudgetState = fresh): number[] {
  let state = from
  return times.filter((time) => {
    if (freeAt(limit, state, at(time)) !== null) return false
    state = spend(limit, state, at(time))
    return true
  })
}

test('no stretch of its length has more calls than a budget allows, wherever it begins', () => {
  fc.assert(
    fc.property(budget, moments, (limit, times) => {
      const made = takeAll(limit, times)
      const window = limit.seconds * 1000
      for (const last of made) {
        const inStretch = made.filter((time) => time > last - window && time <= last)
        expect(inStretch.length).toBeLessThanOrEqual(limit.calls)
      }
    }),
  )
})

test('nor where workers ask in another order than that of their clocks, which differ by less than its length', () => {
  const late = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 400, maxLength: 400 })
  const calls = fc.integer({ min: 1, max: 8 })
  const small = fc.record({ name: fc.constant('api'), calls, seconds: fc.integer({ min: 1, max: 20 }) })
  fc.assert(
    fc.property(small, moments, late, (limit, times, shares) => {
      const window = limit.seconds * 1000
      const asked = times.map((time, index) => time - Math.floor((shares[index] ?? 0) * window))
      const made = takeAll(limit, asked)
      for (const last of made) {
        const inStretch = made.filter((time) => time > last - window && time <= last)
        expect(inStretch.length).toBeLessThanOrEqual(limit.calls)
      }
    }),
  )
})

test('a call waits no longer than it must, but for the sixtieth part of a large window', () => {
  fc.assert(
    fc.property(budget, moments, (limit, times) => {
      const window = limit.seconds * 1000
      let state = fresh
      const made: number[] = []
      for (const time of times) {
        const free = freeAt(limit, state, at(time))
        const earliest = made.length < limit.calls ? time : (made.at(-limit.calls) ?? 0) + window
        const slack = limit.calls > 60 ? window / 60 + 1 : 1
        if (free === null) {
          expect(earliest).toBeLessThanOrEqual(time)
          state = spend(limit, state, at(time))
          made.push(time)
        } else {
          expect(free.getTime() - start).toBeGreaterThan(time)
          expect(free.getTime() - start).toBeLessThanOrEqual(Math.max(time, earliest) + slack)
          expect(freeAt(limit, state, free)).toBeNull()
        }
      }
    }),
  )
})

const word = fc.record({
  remaining: fc.integer({ min: -1, max: 20 }),
  resetIn: fc.integer({ min: -1_000, max: 60_000 }),
})

describe('what an answer said', () => {
  test('only ever lowers what is left, until its moment', () => {
    fc.assert(
      fc.property(budget, moments, fc.array(word, { maxLength: 30 }), (limit, times, words) => {
        const before = words.reduce((state, { remaining, resetIn }) => {
          return hear(state, remaining, at(resetIn), at(0))
        }, fresh)
        const unheard = takeAll(limit, times)
        const heard = takeAll(limit, times, before)
        for (const until of times) {
          const [some, all] = [heard, unheard].map((made) => made.filter((time) => time <= until).length)
          expect(some).toBeLessThanOrEqual(all ?? 0)
        }
        for (const { remaining, resetIn } of words) {
          const made = heard.filter((time) => time < resetIn).length
          expect(made).toBeLessThanOrEqual(Math.max(0, remaining))
        }
      }),
    )
  })

  test('of a window that is over counts no more, and the next one is free', () => {
    const limit = { name: 'api', calls: 100, seconds: 60 }
    const state = hear(hear(fresh, 0, at(10_000), at(0)), 99, at(70_000), at(0))
    expect(freeAt(limit, state, at(9_999))).toEqual(at(10_000))
    expect(freeAt(limit, state, at(10_000))).toBeNull()
  })

  test('again in each answer changes nothing, and never makes the row grow', () => {
    const limit = { name: 'api', calls: 10_000, seconds: 60 }
    let state = hear(fresh, 500, at(60_000), at(0))
    state = spend(limit, state, at(10))
    expect(hear(state, 499, at(60_000), at(20))).toBe(state)
    for (let next = 0; next < 1000; next += 1) state = hear(state, next, at(60_000 + next), at(30))
    expect(JSON.stringify(state).length).toBeLessThan(400)
  })

  test('in a wrong unit does not stop the system for years', () => {
    const limit = { name: 'api', calls: 10, seconds: 1 }
    const state = hear(fresh, 0, new Date(start * 1000), at(0))
    expect(freeAt(limit, state, at(0))).toEqual(at(86_400_000))
  })

  test.each([
    [5, new Date(Number.NaN)],
    [Number.NaN, at(1_000)],
    [5, at(-1)],
  ])('that makes no sense (%s until %s) is not heard', (remaining, resetAt) => {
    expect(hear(fresh, remaining, resetAt, at(0))).toBe(fresh)
  })
})

test('a budget of no calls allows none, and says when to ask again', () => {
  expect(freeAt({ name: 'api', calls: 0, seconds: 5 }, fresh, at(0))).toEqual(at(5_000))
})

test('a clock that was a day ahead does not stop the others for a day', () => {
  const limit = { name: 'api', calls: 1, seconds: 60 }
  const state = spend(limit, fresh, at(86_400_000))
  expect(freeAt(limit, state, at(0))).toBeNull()
  expect(freeAt(limit, spend(limit, fresh, at(5_000)), at(0))).toEqual(at(65_001))
})
