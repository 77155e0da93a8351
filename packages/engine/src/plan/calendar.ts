import type { Period } from '@rechtop/schema'
import { Temporal } from 'temporal-polyfill'

/** A day as ISO 8601 writes it: 2026-11-22. Sorts as text. */
export type Day = string

/** The day on which a moment falls in a time zone. */
export function dayOf(moment: Date, timeZone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
}

/** The day in a stored date or date-time, or null when it can't be read or can't exist. */
export function readDay(value: unknown, timeZone: string): Day | null {
  if (typeof value !== 'string') return null
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return exists(value) ? value : null
    return Temporal.Instant.from(value.replace(' ', 'T'))
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString()
  } catch {
    return null
  }
}

function exists(day: Day): boolean {
  const month = Number(day.slice(5, 7))
  const dayOfMonth = Number(day.slice(8))
  if (month < 1 || month > 12 || dayOfMonth < 1) return false
  return dayOfMonth <= 28 || dayOfMonth <= daysIn(Number(day.slice(0, 4)), month)
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** A day later by a period; months clamp to the last day of a shorter month. */
export function addPeriod(day: Day, period: Period, direction: 1 | -1 = 1): Day {
  return once(`${day} ${direction} ${period}`, () => {
    const duration = Temporal.Duration.from(period)
    const date = Temporal.PlainDate.from(day)
    return (direction === 1 ? date.add(duration) : date.subtract(duration)).toString()
  })
}

/** The last day of the financial year in which a day falls. `end` is its last day each year, as MM-DD. */
export function endOfFinancialYear(day: Day, end: string): Day {
  return once(`${day} ends ${end}`, () => financialYearEnd(day, end))
}

function financialYearEnd(day: Day, end: string): Day {
  const [month = 12, dayOfMonth = 31] = end.split('-').map(Number)
  const { year } = Temporal.PlainDate.from(day)
  const sameYear = Temporal.PlainDate.from({ year, month, day: dayOfMonth })
  if (Temporal.PlainDate.compare(sameYear, Temporal.PlainDate.from(day)) >= 0) return sameYear.toString()
  return Temporal.PlainDate.from({ year: year + 1, month, day: dayOfMonth }).toString()
}

/** What was reckoned of days: those of ten thousand people are the same few thousand, and each takes many microseconds. */
const reckoned = new Map<string, Day>()
const most = 20_000

function once(question: string, reckon: () => Day): Day {
  const known = reckoned.get(question)
  if (known !== undefined) return known
  const day = reckon()
  if (reckoned.size >= most) reckoned.clear()
  reckoned.set(question, day)
  return day
}

/** The moment at which a day ends in a time zone. */
export function endOfDay(day: Day, timeZone: string): Date {
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone)
  return new Date(next.epochMilliseconds)
}
