import { expect, test } from 'vitest'
import { priorityOf } from './priority.ts'

const far = { isBulk: false, isUrgent: false, dueOn: '2026-12-22', today: '2026-11-22' }

test.each([
  ['one person', {}, 0],
  ['many', { isBulk: true }, -10],
  ['an urgent one', { isUrgent: true }, 20],
  ['one whose deadline is a week away', { dueOn: '2026-11-29' }, 10],
  ['one whose deadline is eight days away', { dueOn: '2026-11-30' }, 0],
  ['one whose deadline is over', { dueOn: '2026-11-01' }, 10],
  ['many that are urgent and late', { isBulk: true, isUrgent: true, dueOn: '2026-11-01' }, 20],
])('the turn of %s', (_, change, priority) => {
  expect(priorityOf({ ...far, ...change })).toBe(priority)
})
