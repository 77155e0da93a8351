import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueDay, easterSunday } from './deadline.ts'

test.each([
  ['2026-08-31', '2026-09-30', 'a shorter month clamps'],
  ['2026-01-31', '2026-03-02', 'clamped to a Saturday, then the weekend'],
  ['2026-03-05', '2026-04-07', 'Easter Sunday, then Easter Monday'],
  ['2026-03-27', '2026-04-28', 'King’s Day'],
  ['2028-01-31', '2028-02-29', 'a leap year'],
  ['2026-11-26', '2026-12-28', 'both Christmas days and a Sunday'],
])('received %s is due %s: %s', (received, due) => {
  expect(dueDay(received)).toBe(due)
})

test.each([
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2038, '2038-04-25'],
])('Easter of %i is %s', (year, day) => {
  expect(easterSunday(year).toString()).toBe(day)
})

test('the term is never shorter than a month and never ends on a weekend', () => {
  const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(days, (date) => {
      const received = date.toISOString().slice(0, 10)
      const due = new Date(dueDay(received))
      const length = (due.getTime() - Date.parse(received)) / 86_400_000
      expect(length).toBeGreaterThanOrEqual(28)
      expect(length).toBeLessThanOrEqual(31 + 5)
      expect([0, 6]).not.toContain(due.getUTCDay())
    }),
  )
})
