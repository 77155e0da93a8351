import type { Comment } from './answers.ts'
import type { Person } from './person.ts'

/** How a person can be named in a text. */
export type Names = {
  /** Their addresses and their number: whoever has these is meant. */
  readonly sure: readonly RegExp[]
  /** Their full name, which others may have too: it counts only where it is known that they are meant. */
  readonly full: readonly RegExp[]
}

/** A first name alone names too many, a number that a household shares names others, a short one may count something. */
export function namesOf({ user, identities, addresses }: Person): Names {
  const name = user?.name?.trim() ?? ''
  const isShared = user?.shared_phone_number === true
  const numbers = [
    ...(isShared ? [] : [user?.phone]),
    ...identities.filter(({ type }) => type === 'phone_number').map(({ value }) => value),
  ]
  const digits = new Set(numbers.map((number) => (number ?? '').replaceAll(/\D/g, '').replace(/^0+/, '')))
  const long = [...digits].filter((each) => each.length >= 9)
  return {
    sure: [...addresses.map(addressPattern), ...long.map(numberPattern)],
    full: /\S\s+\S/.test(name) ? [namePattern(name)] : [],
  }
}

/** What counts in a ticket: the full name too, when the ticket is known to be about them. */
export const patternsOf = ({ sure, full }: Names, isTheirs: boolean): readonly RegExp[] =>
  isTheirs ? [...sure, ...full] : sure

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

/** Not a part of another address: anna@ is not joanna@, example.org is not example.org.be. */
function addressPattern(address: string): RegExp {
  const before = String.raw`(?<![\p{L}\p{N}%+-]|[\p{L}\p{N}][._])`
  const after = String.raw`(?![\p{L}\p{N}]|[-_.@][\p{L}\p{N}])`
  return new RegExp(before + literally(address) + after, 'giu')
}

function namePattern(name: string): RegExp {
  const spaced = literally(name).replaceAll(/\s+/g, String.raw`\s+`)
  const after = String.raw`(?!\p{Pd}?[\p{L}\p{M}\p{N}])`
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${spaced}${after}`, 'giu')
}

/**
 * However it is written: 0612345678, 06 - 12 34 56 78, +31 (0)6 1234 5678, 31612345678. Not inside a longer number.
 * `digits`: without leading zeros, with or without the code of a country.
 */
function numberPattern(digits: string): RegExp {
  const [code, national] = [digits.slice(0, -9), digits.slice(-9)]
  const gap = String.raw`[\s.\p{Pd}()/]{0,3}`
  const abroad = String.raw`(?:\+|00)\d{1,3}${gap}(?:\(?0\)?)?`
  const bare = code === '' ? '' : `|${code}`
  const before = String.raw`(?<![\d+]|\d\p{Pd})(?:${abroad}|0${bare})${gap}`
  return new RegExp(String.raw`${before}${[...national].join(gap)}(?!\p{Pd}?\d)`, 'gu')
}

/** The places in a text that name the person, as they are written there. */
export function mentionsIn(text: string | null | undefined, names: readonly RegExp[]): string[] {
  return names.flatMap((name) => [...(text ?? '').matchAll(name)].map(([match]) => match))
}

/** Whether anything can still be read: what Zendesk redacts becomes blocks. */
export function saysAnything({ body, attachments }: Comment): boolean {
  return /[\p{L}\p{N}]/u.test(body ?? '') || (attachments ?? []).some((file) => !isRedacted(file))
}

/** Zendesk puts an empty file of this name into the place of one that it redacted. */
export const isRedacted = ({ file_name, size }: NonNullable<Comment['attachments']>[number]): boolean =>
  file_name === 'redacted.txt' && (size ?? 0) === 0
