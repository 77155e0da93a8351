import { z } from 'zod'

/** A value that the database has made as JSON: drivers hand it over as it is or as text. */
export function fromJson<Value>(value: z.ZodType<Value>): z.ZodType<Value, unknown> {
  return z.preprocess((given) => (typeof given === 'string' ? JSON.parse(given) : given), value)
}
