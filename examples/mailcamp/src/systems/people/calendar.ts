/** Dates counted from one fixed day. Negative is before it. */
export type Calendar = {
  readonly today: Date
  day(days: number): string
  month(months: number): string
  moment(days: number, hour?: number, minute?: number): string
}

/** Everything that the seed dates hangs on `today`: the same day gives the same data. */
export function createCalendar(today: Date): Calendar {
  const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  const isoDate = (time: Date): string => time.toISOString().slice(0, 10)
  return {
    today,
    day: (days) => isoDate(new Date(Date.UTC(year, month, date + days))),
    // the 28th at most: months ago must exist in every month
    month: (months) => isoDate(new Date(Date.UTC(year, month + months, Math.min(date, 28)))),
    moment: (days, hour = 9, minute = 0) =>
      new Date(Date.UTC(year, month, date + days, hour, minute)).toISOString(),
  }
}
