import { Temporal } from 'temporal-polyfill'
import type { Day } from '../plan/calendar.ts'

/**
 * The last day of the month that GDPR art. 12(3) gives, counted as Regulation 1182/71 says: the day of receipt is not
 * counted (3(1)), the month ends on the same date or the last day of a shorter month (3(2)(c)), and a last day on a
 * Saturday, Sunday or public holiday moves to the next working day (3(4)).
 */
export function dueDay(received: Day): Day {
  let day = Temporal.PlainDate.from(received).add({ months: 1 })
  while (day.dayOfWeek >= 6 || isDutchHoliday(day)) day = day.add({ days: 1 })
  return day.toString()
}

/** Public holidays of the Dutch Algemene termijnenwet, art. 3(1) and (2). */
function isDutchHoliday(day: Temporal.PlainDate): boolean {
  const kingsDay = Temporal.PlainDate.from({ year: day.year, month: 4, day: 27 })
  const kept = kingsDay.dayOfWeek === 7 ? kingsDay.subtract({ days: 1 }) : kingsDay
  if (day.equals(kept)) return true
  if (['01-01', '05-05', '12-25', '12-26'].includes(day.toString().slice(5))) return true
  const sinceEaster = easterSunday(day.year).until(day, { largestUnit: 'days' }).days
  return [-2, 1, 39, 50].includes(sinceEaster)
}

/** Easter Sunday of a year in the Gregorian calendar, by the anonymous algorithm (Meeus/Jones/Butcher). */
export function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const correction = Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const weekday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * shift + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 })
}
