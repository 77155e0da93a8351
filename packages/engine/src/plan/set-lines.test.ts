import { describe, expect, test } from 'vitest'
import { digestOf } from './digest.ts'
import { setLines, unreadLines } from './set-lines.ts'

const place = { system: 'analytics', match: 'm', holding: 'events' }
const kept = {
  basis: 'consent',
  citation: 'P14M',
  until: '2027-01-22',
  why: 'Needed for: counting.',
} as const
const reason = 'It has no way to list them.'

describe('a set that is never shown', () => {
  test('has a line whatever is there, which says why nobody can count it', () => {
    const [line, ...others] = unreadLines(place, reason, { action: 'erase', before: null, kept: null })
    expect(others).toEqual([])
    expect(line).toMatchObject({
      ...place,
      action: 'erase',
      grain: 'set',
      count: 0,
      before: null,
      unread: reason,
    })
    expect(line?.ceiling).toBe(2_147_483_647)
    expect(line?.why).toContain('The system never shows these records')
    expect(line?.why).toContain(reason)
  })
  test('that is cut by date also tells the ground on which the rest stays', () => {
    const lines = unreadLines(place, reason, { action: 'erase', before: '2025-11-22', kept })
    expect(lines).toMatchObject([
      { action: 'erase', before: '2025-11-22', unread: reason },
      { action: 'keep', citation: 'P14M', until: '2027-01-22', unread: reason, count: 0 },
    ])
  })
  test('is kept, or undecided, for the same reasons like the others', () => {
    expect(unreadLines(place, reason, { action: 'keep', kept })).toMatchObject([
      {
        action: 'keep',
        basis: 'consent',
        ceiling: null,
        why: expect.stringMatching(/^Needed for: counting\./),
      },
    ])
    expect(unreadLines(place, reason, { action: 'undecided', why: 'Not known.' })).toMatchObject([
      { action: 'undecided', why: expect.stringMatching(/^Not known\./) },
    ])
  })
  test('has the same digest on another day', () => {
    const on = (before: string, until: string) =>
      digestOf(unreadLines(place, reason, { action: 'erase', before, kept: { ...kept, until } }))
    expect(on('2025-11-22', '2027-01-22')).toBe(on('2025-11-23', '2027-01-23'))
  })
})

test('a set that is shown has no line when there is nothing in it', () => {
  expect(setLines(place, 0, 0, { action: 'erase', before: null, kept: null })).toEqual([])
  expect(setLines(place, 5, 2, { action: 'erase', before: '2025-11-22', kept })).toMatchObject([
    { action: 'erase', count: 2, ceiling: 1000 },
    { action: 'keep', count: 3 },
  ])
})
