import type { Json } from '@rechtop/schema'
import { canonical, missingFrom } from './json-comparison.ts'

/** Fails with advice unless the condition holds. */
export function demand(condition: boolean, advice: string): asserts condition {
  if (!condition) throw new Error(advice)
}

/** Fails with advice, and with what differs, unless the values are equal. */
export function demandEqual(actual: unknown, expected: unknown, advice: string): void {
  if (canonical(actual) === canonical(expected)) return
  const [is, should] = [actual, expected].map((value) =>
    (Array.isArray(value) ? value : [value]).map(canonical),
  )
  const missing = should?.filter((value) => is?.includes(value) === false) ?? []
  const extra = is?.filter((value) => should?.includes(value) === false) ?? []
  const lines = [
    ...missing.map((value) => `  missing: ${value}`),
    ...extra.map((value) => `  not expected: ${value}`),
  ]
  throw new Error([advice, ...(lines.length > 0 ? lines : ['  the same, in another order'])].join('\n'))
}

/** Fails with advice, and with the place, unless two dumps are equal. */
export function demandUnchanged(after: Json, before: Json, advice: string): void {
  const changed = missingFrom(after, before) ?? missingFrom(before, after)
  demand(changed === null, `${advice}: look at ${changed}`)
}
