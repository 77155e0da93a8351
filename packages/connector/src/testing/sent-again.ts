import type { SentRequest } from './watch-requests.ts'

/**
 * Requests that were sent once more with the credentials that had just been refused. A new token, fetched in between
 * (RFC 6749: a form by POST), is worth one more try.
 */
export function sentAgain(requests: readonly SentRequest[]): string[] {
  const again: string[] = []
  let seen = new Map<string, number>()
  let tokens = 0
  for (const { method, url, headers = {} } of requests) {
    const key = `${method} ${url}`
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
    if (method === 'POST' && isForm) {
      tokens += 1
      if (tokens > Math.max(1, seen.size)) again.push(key)
      seen = new Map([...seen].map(([sent, times]) => [sent, times === 1 ? 0 : times]))
      continue
    }
    const times = seen.get(key)
    if (times !== undefined && times > 0) again.push(key)
    seen.set(key, times === 0 ? 2 : 1)
  }
  return again
}
