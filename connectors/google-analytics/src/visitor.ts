import type { Located, Match } from '@rechtop/connector'
import type { Identifier, IdentifierKind } from '@rechtop/schema'
import { z } from 'zod'
import type { GoogleAnalyticsConfig } from './config.ts'

/** A visitor, by the field of submitUserDeletion that names them. */
export const Visitor = z.strictObject({
  by: z.enum(['clientId', 'userId', 'userProvidedData']),
  value: z.string(),
})
export type Visitor = z.infer<typeof Visitor>

type Kinds = Pick<GoogleAnalyticsConfig, 'userIdIs' | 'userProvidedData'>

/**
 * A match for each visitor that the identifiers name. An identifier is all that Google Analytics has of a visitor's
 * identity, and nobody can ask whether it knows one: so each is a match, and nobody is ever absent.
 */
export function locate(subject: readonly Identifier[], kinds: Kinds): Located<Visitor> {
  const matches = new Map<string, Match<Visitor>>()
  for (const identifier of subject) {
    const locator = visitorOf(identifier, kinds)
    if (locator === null) continue
    const key = `${locator.by} ${locator.value}`
    const by: Match<Visitor>['by'] = [...(matches.get(key)?.by ?? []), identifier]
    matches.set(key, { locator, certainty: 'equal', by, learned: [] })
  }
  if (matches.size === 0) return { status: 'unsearchable', needs: needsOf(kinds) }
  return { status: 'found', matches: [...matches.values()], referrals: [] }
}

function visitorOf({ kind, value }: Identifier, { userIdIs, userProvidedData }: Kinds): Visitor | null {
  if (kind === 'cookieId') {
    const clientId = clientIdIn(value)
    return clientId === null ? null : { by: 'clientId', value: clientId }
  }
  if (kind === userIdIs && value !== '') return { by: 'userId', value }
  if (kind === 'email' && userProvidedData) return { by: 'userProvidedData', value: emailIn(value) }
  return null
}

/**
 * Two numbers, alone or as they stand in the cookie `_ga` (`GA1.1.123456.789`). Others are no client IDs: an
 * identifier from another system's cookie, or the cookie of a session (`GS1.…`).
 */
function clientIdIn(cookieId: string): string | null {
  return /^(?:GA1\.\d+(?:-\d+)?\.)?(\d+\.\d+)$/i.exec(cookieId)?.[1] ?? null
}

/** As submitUserDeletion wants it: no spaces, in lower case, no dots in the name of a mailbox of Gmail. */
function emailIn(value: string): string {
  const email = value.replaceAll(/\s/g, '').toLowerCase()
  const at = email.lastIndexOf('@')
  const [name, host] = [email.slice(0, Math.max(at, 0)), email.slice(at + 1)]
  return ['gmail.com', 'googlemail.com'].includes(host) ? `${name.replaceAll('.', '')}@${host}` : email
}

function needsOf({ userIdIs, userProvidedData }: Kinds): readonly IdentifierKind[] {
  return [
    'cookieId',
    ...(userIdIs === undefined ? [] : [userIdIs]),
    ...(userProvidedData ? (['email'] as const) : []),
  ]
}
