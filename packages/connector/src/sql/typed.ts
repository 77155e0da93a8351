import { is, Column, type SQL } from 'drizzle-orm'
import { FailureError, permanent } from '../failure.ts'
import { dialectOf } from './dialect.ts'

export { typed } from './postgresql/key.ts'

/** The column equals the key, given as text. Throws rather than leave a predicate out. */
export function typedEqual(column: Column, text: SQL): SQL {
  if (!is(column, Column)) throw new FailureError(permanent('a predicate has no key column'))
  return dialectOf(column).equals(column, text)
}
