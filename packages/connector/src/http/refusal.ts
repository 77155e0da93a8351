import { permanent, rateLimited, transient, unauthorized, type Failure } from '../failure.ts'

/**
 * The failure that a status alone means, or null where the caller has to judge (RFC 9110 §15, RFC 6585 §4). Redirects
 * are refused: following one would carry the credentials to a host that nobody declared.
 */
export function refusalOf(status: number, retryAfter: string | null, now: Date): Failure | null {
  if (status === 401 || status === 403) return unauthorized()
  if (status === 429) return rateLimited(retryAt(retryAfter, now))
  if (status === 408 || status >= 500) return transient
  if (status >= 300 && status < 400)
    return permanent('the system answered with a redirect, which is not followed')
  return null
}

/** Whoever asks for more is asked again after a day. */
const longest = 86_400_000
/** The form of RFC 9110 §5.6.7; other texts would be read as some date, too. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3); a minute when it is missing or unreadable. */
function retryAt(value: string | null, now: Date): Date {
  const text = value?.trim() ?? ''
  const seconds = /^\d{1,9}$/.test(text)
  const given = seconds
    ? now.getTime() + Number(text) * 1000
    : httpDate.test(text)
      ? Date.parse(text)
      : Number.NaN
  const moment = Number.isNaN(given) ? now.getTime() + 60_000 : Math.max(given, now.getTime())
  return new Date(Math.min(moment, now.getTime() + longest))
}
