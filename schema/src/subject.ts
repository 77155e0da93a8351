import { z } from 'zod'

/**
 * A subject is the person whose data it is, known only by identifiers: values that point at one person
 * (GDPR art. 4(1)). What an identifier proves differs by kind, so `strength` says what a hit is worth.
 */
export const identifierKinds = [
  'email',
  'phone',
  'customerNumber',
  'accountId',
  'externalId',
  'cookieId',
] as const
export type IdentifierKind = (typeof identifierKinds)[number]

/** In its normal form, which can be longer than what was written. */
const longest = 320

export const Identifier = z.strictObject({
  kind: z.enum(identifierKinds),
  value: z.string().min(1).max(longest),
})
export type Identifier = Readonly<z.infer<typeof Identifier>>

/**
 * `strong`: handed out to one person or organisation, so an equal value names it. `weak`: people share it (a
 * household's phone), so an equal value never proves identity.
 */
export const strength: Readonly<Record<IdentifierKind, 'strong' | 'weak'>> = {
  email: 'strong',
  phone: 'weak',
  customerNumber: 'strong',
  accountId: 'strong',
  externalId: 'strong',
  cookieId: 'strong',
}

/**
 * The form in which two identifiers of one kind are compared. E-mail: trimmed, NFC, lower case (no mailbox provider
 * in use tells case apart, and RFC 5321 §2.4 advises against it); dots and plus-tags stay, since they can name
 * different people. Phone: its last nine digits, which +31 6…, 0031 6… and 06… share. Others: trimmed.
 */
export function normalizeIdentifier({ kind, value }: Identifier): Identifier {
  const trimmed = value.normalize('NFC').trim()
  if (kind === 'email') return { kind, value: trimmed.toLowerCase() }
  if (kind === 'phone') return { kind, value: trimmed.replaceAll(/\D/g, '').slice(-9) }
  return { kind, value: trimmed }
}

/** The reason why an identifier given by a person cannot be searched for, or null. The value is not in the text. */
export function identifierProblem(identifier: Identifier): string | null {
  const { kind, value } = normalizeIdentifier(identifier)
  if (value === '') return `${kind} is empty`
  if (value.length > longest) return `${kind} is longer than ${longest} characters`
  if (kind === 'email' && !isEmailAddress(value)) return 'email is not an e-mail address (name@host.tld)'
  if (kind === 'phone' && value.length < 8) return 'phone has fewer than eight digits'
  return null
}

/**
 * One `@`, something on both sides, a dot in the host, no white space. Deliberately wide: internationalised
 * addresses pass, and whether a mailbox exists only mail can tell.
 */
export function isEmailAddress(value: string): boolean {
  return (
    value.length <= 254 &&
    /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@.<>,;:"()[\]\\]{2,}$/u.test(value)
  )
}
