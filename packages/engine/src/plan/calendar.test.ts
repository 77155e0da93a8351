import type { Period } from '@rechtop/schema'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { addPeriod, endOfFinancialYear, readDay } from './calendar.ts'

const two = (number: number): string => String(number).padStart(2, '0')
const anyText = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 33 }))
  .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)
const anyDay = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9900-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const anyPeriod = fc
  .tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom('Y' as const, 'M' as const, 'D' as const))
  .map(([number, unit]): Period => `P${number}${unit}`)

function readByTemporal(text: string): string | null {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

test('a day is read where there is such a day', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(readDay(text, 'Europe/Amsterdam')).toBe(readByTemporal(text))
    }),
    { numRuns: 5_000 },
  )
})

test.each(['1900-02-29', '2000-02-29', '2024-02-29', '2023-02-29', '2026-04-31', '2026-12-31', '0000-01-01'])(
  '%s is read as Temporal reads it',
  (text) => expect(readDay(text, 'UTC')).toBe(readByTemporal(text)),
)

test('a period is added as Temporal adds it, the second time too', () => {
  fc.assert(
    fc.property(anyDay, anyPeriod, fc.constantFrom(1 as const, -1 as const), (day, period, direction) => {
      const date = Temporal.PlainDate.from(day)
      const expected = (direction === 1 ? date.add(period) : date.subtract(period)).toString()
      expect([addPeriod(day, period, direction), addPeriod(day, period, direction)]).toEqual([
        expected,
        expected,
      ])
    }),
    { numRuns: 1_000 },
  )
})

test('a financial year ends on its last day on or after a day in it', () => {
  fc.assert(
    fc.property(anyDay, fc.constantFrom('12-31', '06-30', '02-28', '01-01'), (day, end) => {
      const year = Number(day.slice(0, 4))
      const expected = `${day.slice(5) <= end ? year : year + 1}-${end}`
      expect([endOfFinancialYear(day, end), endOfFinancialYear(day, end)]).toEqual([expected, expected])
    }),
    { numRuns: 1_000 },
  )
})

test('what was reckoned of other days, periods and years is not mixed up', () => {
  expect(addPeriod('2026-01-31', 'P1M')).toBe('2026-02-28')
  expect(addPeriod('2026-01-31', 'P1M', -1)).toBe('2025-12-31')
  expect(addPeriod('2026-01-31', 'P11M')).toBe('2026-12-31')
  expect(addPeriod('2026-01-31', 'P1D')).toBe('2026-02-01')
  expect(endOfFinancialYear('2026-01-31', '12-31')).toBe('2026-12-31')
  expect(endOfFinancialYear('2026-01-31', '01-01')).toBe('2027-01-01')
})
