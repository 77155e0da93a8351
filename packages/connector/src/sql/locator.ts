import { z } from 'zod'
import { FailureError, permanent } from '../failure.ts'
import { keyTypeOf } from './key-type.ts'
import type { Matches } from './resolved.ts'

/** The address of a match: which kind of match it is, and its row's key. */
export type SqlLocator = { readonly match: string; readonly key: string }

/** Refuses a locator whose key has another form than the keys of its match: it is not one of ours. */
export function locatorSchema(matches: Matches): z.ZodType<SqlLocator> {
  return z
    .strictObject({ match: z.enum(Object.keys(matches)), key: z.string() })
    .refine(({ match, key }) => isKeyOf(matches, match, key), {
      path: ['key'],
      error: 'no key of this match',
    })
}

/** Throws when a locator names no match here, or has a key that its match cannot have. */
export function requireLocator(matches: Matches, locator: SqlLocator): void {
  if (isKeyOf(matches, locator.match, locator.key)) return
  throw new FailureError(permanent('a locator is not one of this connector'))
}

function isKeyOf(matches: Matches, match: string, key: string): boolean {
  const table = Object.hasOwn(matches, match) ? matches[match] : undefined
  return table !== undefined && keyTypeOf(table.key)?.fits(key) === true
}
