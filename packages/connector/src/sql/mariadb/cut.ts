import { sql, type Column, type SQL } from 'drizzle-orm'
import { baseTypeOf } from '../column-type.ts'

/** Whether the column is before the date, given as `cutText` writes it. */
export function isBefore(column: Column, before: SQL): SQL {
  const type = baseTypeOf(column) === 'date' ? 'date' : 'datetime(6)'
  return sql`${column} < cast(${before} as ${sql.raw(type)})`
}

/**
 * The date in UTC, as the database reads it: a cast there ignores the zone. Null for what is no date, of which the
 * database would say nothing.
 */
export function cutText(column: Column, before: string): string | null {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,6})?\d*(Z|[+-]\d\d:?\d\d)?)?$/.exec(
    before,
  )
  if (parts === null) return null
  const [, date = '', clock = '00:00:00', fraction = '', zone = 'Z'] = parts
  const at = new Date(`${date}T${clock}${zone}`)
  if (Number.isNaN(at.getTime()) || !isOfCalendar(date)) return null
  const text = at.toISOString().slice(0, 19).replace('T', ' ')
  return baseTypeOf(column) === 'date' ? text.slice(0, 10) : `${text}${fraction}`
}

/** JavaScript takes the 30th of February for a day in March. */
function isOfCalendar(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
}
