import { expect, test } from 'vitest'
import type { RunLine, RunRow } from '../store/table.ts'
import { goneIn } from './gone.ts'
import type { OrderedRun } from './order.ts'

type Part = Partial<Pick<RunLine, 'status' | 'planned' | 'done'>> & { refs: string[]; holding?: string }

/** A run of one line for each part; without refs it is a set. */
function runOf(round: number, parts: Part[], change: Partial<RunRow> = {}): OrderedRun {
  const run: RunRow = {
    id: `run ${round}`,
    requestId: 'request',
    system: 'vault',
    round,
    status: 'done',
    attempts: 1,
    failedAttempts: 0,
    erased: 0,
    kept: 0,
    nextAttemptAt: null,
    failure: null,
    version: 1,
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
  expect(counts(runOf(1, [{ ...half, refs: [...half.refs] }], { attempts: 5 }))).toEqual([['run 1', 2]])
  const rest = runOf(2, [{ refs: ['3'] }])
  expect(counts(runOf(1, [{ ...half, refs: [...half.refs] }]), rest)).toEqual([
    ['run 1', 2],
    ['run 2', 1],
  ])
})

test('a run that was emptied still says how much went', () => {
  const { run } = runOf(1, [{ refs: ['1', '2'] }])
  expect(goneIn([{ run, order: [] }])).toEqual([{ run, ordered: undefined, count: 2 }])
})
