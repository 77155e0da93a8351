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
    if (/^\d{4}-\d{2}-\d{2}$/.test(value))
      return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString()
    return Temporal.Instant.from(value.replace(' ', 'T'))
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString()
  } catch {
    return null
  }
}

/** A day later by a period; months clamp to the last day of a shorter month. */
export function addPeriod(day: Day, period: Period, direction: 1 | -1 = 1): Day {
  const duration = Temporal.Duration.from(period)
  const date = Temporal.PlainDate.from(day)
  return (direction === 1 ? date.add(duration) : date.subtract(duration)).toString()
}

/** The last day of the financial year in which a day falls. `end` is its last day each year, as MM-DD. */
export function endOfFinancialYear(day: Day, end: string): Day {
  const [month = 12, dayOfMonth = 31] = end.split('-').map(Number)
  const { year } = Temporal.PlainDate.from(day)
  const sameYear = Temporal.PlainDate.from({ year, month, day: dayOfMonth })
  if (Temporal.PlainDate.compare(sameYear, Temporal.PlainDate.from(day)) >= 0) return sameYear.toString()
  return Temporal.PlainDate.from({ year: year + 1, month, day: dayOfMonth }).toString()
}

/** The moment at which a day ends in a time zone. */
export function endOfDay(day: Day, timeZone: string): Date {
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone)
  return new Date(next.epochMilliseconds)
}
