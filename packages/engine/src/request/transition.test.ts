import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RequestRow } from '../store/table.ts'
import type { RequestAction } from './request.ts'
import { mayDo } from './to-request.ts'
import {
  IllegalTransition,
  isPossible,
  next,
  rules,
  type RequestEventKind,
  type State,
} from './transition.ts'
import { isWorked } from './worked-phases.ts'

const kinds = Object.keys(rules) as RequestEventKind[]
const begin: State = { phase: 'locate', status: 'received' }
const actionOf: Partial<Record<RequestEventKind, RequestAction>> = {
  approved: 'approve',
  'match-decided': 'decide-match',
  retried: 'retry',
  skipped: 'skip',
  cancelled: 'cancel',
}
const nameOf = ({ phase, status }: State): string => `${phase} ${status}`
const finals = ['verified', 'completed', 'incomplete', 'joined', 'cancelled']

/** What can happen to a request next: by a worker, or by an action that a person is offered. */
function possible(state: State): RequestEventKind[] {
  const row = { ...state, locatedSealed: 'sealed', right: 'erasure' } as RequestRow
  return kinds.filter((kind) => {
    const action = actionOf[kind]
    return isPossible(state, kind) && (action === undefined || mayDo(row, action))
  })
}

/** All states that a request can come to, and what each is left by. */
function reachable(): Map<string, State> {
  const found = new Map([[nameOf(begin), begin]])
  const queue = [begin]
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const kind of possible(state)) {
      const after = next(state, kind)
      if (found.has(nameOf(after))) continue
      found.set(nameOf(after), after)
      queue.push(after)
    }
  }
  return found
}

const states = [...reachable().values()]

test('what a person makes happen is what an action is offered for', () => {
  expect(kinds.filter((kind) => rules[kind].by === 'person')).toEqual(Object.keys(actionOf))
})

test('every phase and every status is reached', () => {
  expect(new Set(states.map(({ phase }) => phase)).size).toBe(8)
  expect(new Set(states.map(({ status }) => status)).size).toBe(10)
})

describe.each(states)('a request that is $status ($phase)', (state) => {
  const isFinal = finals.includes(state.status)

  test('has an end that can be reached', () => {
    const seen = new Set([nameOf(state)])
    const queue: State[] = [state]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (finals.includes(at.status)) return
      for (const after of possible(at).map((kind) => next(at, kind))) {
        if (!seen.has(nameOf(after))) queue.push(after)
        seen.add(nameOf(after))
      }
    }
    expect.fail(`from ${nameOf(state)} no end can be reached`)
  })

  test('is a worker’s, a person’s, or at its end', () => {
    const events = possible(state)
    if (isFinal) {
      expect(events.filter((kind) => kind !== 'came-back')).toEqual([])
      return
    }
    const isPersons = state.status === 'needs-attention' || state.status === 'awaiting-approval'
    if (isPersons)
      expect(events.filter((kind) => kind !== 'cancelled' && actionOf[kind] !== undefined)).not.toEqual([])
    if (isWorked(state.phase)) expect(events.filter((kind) => actionOf[kind] === undefined)).not.toEqual([])
    else expect(isPersons).toBe(true)
  })

  test('says why it waits, and only then', () => {
    for (const kind of possible(state)) {
      const { status, reason } = next(state, kind)
      expect(reason !== null).toBe(status === 'waiting' || status === 'needs-attention')
    }
  })

  test('does not let happen what is not in its rules', () => {
    for (const kind of kinds.filter((one) => !isPossible(state, one))) {
      expect(() => next(state, kind)).toThrow(IllegalTransition)
    }
  })
})

test('whatever happens, in whatever order, an end is left only by coming back, and never without an order of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 60 }), (events) => {
      let state: State = begin
      let wasOrdered = false
      for (const kind of events) {
        const wasFinal = finals.includes(state.status)
        if (!isPossible(state, kind)) continue
        if (wasFinal) expect(kind).toBe('came-back')
        const after = next(state, kind)
        if (kind === 'ordered' || kind === 'nothing-ordered') wasOrdered = true
        if (after.status === 'verified') expect(wasOrdered).toBe(true)
        state = after
      }
    }),
    { numRuns: 2_000 },
  )
})
