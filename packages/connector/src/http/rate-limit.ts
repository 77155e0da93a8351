/** What an answer said of one budget. The name of the account's own is `ratelimit`. */
export type RateLimit = { readonly name: string; readonly remaining: number; readonly resetAt: Date }

/** The spellings in use: the drafts of RateLimit header fields, and the older X-Rate-Limit. */
const general = ['ratelimit', 'rate-limit', 'x-ratelimit', 'x-rate-limit']

/** The rate limits in the headers of an answer; those of one end point carry `total=…; remaining=…; resets=…`. */
export function rateLimitsIn(headers: Headers, now: Date): RateLimit[] {
  const limits: RateLimit[] = []
  for (const prefix of general) {
    const remaining = numberIn(headers.get(`${prefix}-remaining`))
    if (remaining === null) continue
    const reset = numberIn(headers.get(`${prefix}-reset`))
    limits.push({ name: 'ratelimit', remaining, resetAt: resetAt(reset, now) })
    break
  }
  for (const [name, value] of headers) {
    const [, remaining, resets] = /\bremaining=(\d+);\s*resets=(\d+)/.exec(value) ?? []
    if (remaining === undefined) continue
    limits.push({ name, remaining: Number(remaining), resetAt: resetAt(numberIn(resets ?? null), now) })
  }
  return limits
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null
}

/** Seconds from now, or since 1970; a minute where nothing is said. */
function resetAt(seconds: number | null, now: Date): Date {
  if (seconds !== null && seconds > 1_000_000_000) return new Date(seconds * 1000)
  return new Date(now.getTime() + (seconds ?? 60) * 1000)
}
