import { FailureError, permanent } from '@rechtop/connector'
import { advice } from './advice.ts'
import type { CookiebotConfig, Role } from './config.ts'

/** Where in a row each thing stands. */
export type Columns = {
  readonly roles: ReadonlyMap<Role, number>
  readonly header: readonly string[]
}

/**
 * Headings that are recognised, without case, spaces and signs. What the log holds is documented (Cookiebot help article
 * 360003782654: shortened IP address, date and time, user agent, URL, key, consent state); the headings are guesses from
 * those words.
 */
const known: Readonly<Record<Role, readonly string[]>> = {
  consentId: ['consentid', 'key', 'stamp', 'consentkey'],
  chosenAt: ['date', 'dateutc', 'utcdate', 'datetime', 'dateandtime', 'timestamp', 'time', 'consentdate'],
  preferences: ['preferences', 'preference'],
  statistics: ['statistics', 'statistic'],
  marketing: ['marketing'],
  state: ['consentstate', 'state', 'categories', 'consent'],
  url: ['url', 'consenturl'],
  userAgent: ['useragent'],
  ipAddress: ['ip', 'ipaddress', 'ipnumber', 'anonymizedip', 'anonymisedip', 'anonymizedipaddress'],
}
const allRoles: readonly Role[] = [
  'consentId',
  'chosenAt',
  'preferences',
  'statistics',
  'marketing',
  'state',
  'url',
  'userAgent',
  'ipAddress',
]

export function columnsOf(header: readonly string[], named: CookiebotConfig['columns']): Columns {
  const headings = header.map((heading) => heading.trim())
  const plain = headings.map((heading) => heading.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const roles = new Map<Role, number>()
  for (const role of allRoles) {
    const name = named[role]
    if (name !== undefined && !headings.includes(name)) throw new FailureError(permanent(advice.named))
    const at =
      name === undefined
        ? plain.findIndex((heading) => known[role].includes(heading))
        : headings.indexOf(name)
    if (at >= 0) roles.set(role, at)
  }
  if (!roles.has('consentId')) throw new FailureError(permanent(advice.consentId))
  if (!roles.has('chosenAt')) throw new FailureError(permanent(advice.chosenAt))
  const hasAll = roles.has('preferences') && roles.has('statistics') && roles.has('marketing')
  if (!hasAll && !roles.has('state')) throw new FailureError(permanent(advice.choice))
  return { roles, header: headings }
}
