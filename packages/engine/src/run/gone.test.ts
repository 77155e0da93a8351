import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyRun } from '../../test/bench.ts'
import type { RunLine, RunRow } from '../store/table.ts'
import { countOf, goneIn } from './gone.ts'
import type { OrderedRun } from './order.ts'

type Part = Partial<Pick<RunLine, 'status' | 'planned' | 'done'>> & {
  refs: readonly string[]
  holding?: string
}

/** A run of one line for each part; without refs it is a set. */
function runOf(round: number, parts: Part[], change: Partial<RunRow> = {}): OrderedRun {
  const run: RunRow = {
    ...emptyRun({ id: 'request', rounds: round }),
    id: `run ${round}`,
    status: 'done',
    attempts: 1,
    orderSealed: '',
    lines: parts.map(({ refs, holding = 'notes', ...said }, place) => {
      const none = { checkAfter: null, failure: null, why: null, tokenSealed: null }
      const all = { planned: refs.length, done: refs.length }
      return { id: String(place), holding, status: 'done', ...all, ...none, ...said }
    }),
    ...change,
  }
  const order = parts.map(({ refs, holding = 'notes' }) => {
    const grain = refs.length > 0 ? ('record' as const) : ('set' as const)
    const line = { match: 'match', holding, action: 'erase', grain, refs, fields: [] } as const
    return { locator: 'C-1', line: { ...line, ceiling: null, before: null } }
  })
  return { run, order }
}
const counts = (...runs: OrderedRun[]): [string, number][] =>
  goneIn(runs).map(({ run, count }) => [run.id, count])

test('a record that its system went on showing, so that it was ordered once more, went once', () => {
  expect(counts(runOf(2, [{ refs: ['1', '2'] }]), runOf(1, [{ refs: ['1', '2'] }]))).toEqual([['run 1', 2]])
  expect(counts(runOf(1, [{ refs: ['1', '2'] }]), runOf(2, [{ refs: ['2', '3'] }]))).toEqual([
    ['run 1', 2],
    ['run 2', 1],
  ])
})

test('what did not go the first time, stands in another system or came in since counts where it went', () => {
  const failed = runOf(1, [{ refs: ['1'], status: 'failed', done: 0 }])
  expect(counts(failed, runOf(2, [{ refs: ['1'], done: 0 }]))).toEqual([['run 2', 1]])
  const elsewhere = runOf(1, [{ refs: ['1'] }], { system: 'other' })
  expect(counts(elsewhere, runOf(2, [{ refs: ['1'] }]))).toHaveLength(2)
  const sets = [1, 2].map((round) => runOf(round, [{ refs: [], planned: round, done: round }]))
  expect(counts(...sets)).toEqual([
    ['run 1', 1],
    ['run 2', 2],
  ])
})

test('of what failed half-way its answers count, however often it was tried', () => {
  const half = { refs: ['1', '2', '3'], status: 'failed', done: 2 } as const
  expect(counts(runOf(1, [half], { attempts: 5 }))).toEqual([['run 1', 2]])
  const rest = runOf(2, [{ refs: ['3'] }])
  expect(counts(runOf(1, [half]), rest)).toEqual([
    ['run 1', 2],
    ['run 2', 1],
  ])
})

test('what a line did not account for is told where it went', () => {
  // of two one was left to the second round, or gone already and brought back
  const first = { refs: ['1', '2'], planned: 1, done: 1 }
  expect(counts(runOf(1, [first]), runOf(2, [{ refs: ['2'] }]))).toEqual([
    ['run 1', 1],
    ['run 2', 1],
  ])
  expect(counts(runOf(1, [first]), runOf(2, [{ refs: ['2', '3'] }]))).toEqual([
    ['run 1', 1],
    ['run 2', 2],
  ])
  const none = { refs: ['1', '2'], done: 0 }
  expect(counts(runOf(1, [none]), runOf(2, [{ refs: ['2'] }]), runOf(3, [{ refs: ['1', '2'] }]))).toEqual([
    ['run 1', 0],
    ['run 2', 1],
    ['run 3', 1],
  ])
  const half = { refs: ['1', '2', '3'], status: 'failed', done: 2 } as const
  expect(counts(runOf(1, [half]), runOf(2, [{ refs: ['1', '2', '3'] }]))).toEqual([
    ['run 1', 2],
    ['run 2', 1],
  ])
})

test('of records ordered in any way over rounds, no more is told than there are', () => {
  const ref = fc.constantFrom('1', '2', '3', '4')
  const part = fc.record({
    refs: fc.uniqueArray(ref, { minLength: 1 }),
    status: fc.constantFrom('done' as const, 'failed' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const runs = parts.map(({ refs, status, share }, place) =>
        runOf(place + 1, [{ refs, status, done: Math.round(share * refs.length) }]),
      )
      const all = new Set(parts.flatMap(({ refs }) => refs))
      const done = new Set(parts.flatMap(({ refs, status }) => (status === 'done' ? refs : [])))
      const told = countOf(goneIn(runs))
      expect(told).toBeLessThanOrEqual(all.size)
      // what a later round did is told there as planned
      if (parts[0]?.status !== 'done') expect(told).toBeGreaterThanOrEqual(done.size)
    }),
  )
})

test('of a run that was emptied it was told before', () => {
  const { run } = runOf(1, [{ refs: ['1', '2'] }])
  expect(goneIn([{ run, order: [] }])).toEqual([])
})
