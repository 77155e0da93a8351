import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOpenRun } from './run-row.ts'
import { IllegalRunTransition, nextRunStatus, runRules, type RunEventKind } from './transition.ts'

const kinds = Object.keys(runRules) as RunEventKind[]
const statuses = ['pending', 'running', 'waiting', 'done', 'verified', 'failed'] as const

test.each(statuses)('a run that is %s is open and goes on, or has ended and does not', (status) => {
  const possible = kinds.filter((kind) => (runRules[kind].from as readonly string[]).includes(status))
  expect(possible.length > 0).toBe(isOpenRun({ status }))
  for (const kind of kinds.filter((one) => !possible.includes(one))) {
    expect(() => nextRunStatus(status, kind)).toThrow(IllegalRunTransition)
  }
})

test('an outcome is written only of a run that a worker has, and from every open one an end can be reached', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 40 }), (events) => {
      let status: (typeof statuses)[number] = 'pending'
      let isClaimed = false
      for (const kind of events) {
        if (!(runRules[kind].from as readonly string[]).includes(status)) continue
        if (kind === 'done' || kind === 'failed' || kind === 'goes-on-later') expect(isClaimed).toBe(true)
        status = nextRunStatus(status, kind)
        isClaimed = status === 'running'
      }
      if (isOpenRun({ status })) expect(nextRunStatus(nextRunStatus(status, 'claimed'), 'done')).toBe('done')
    }),
  )
})
