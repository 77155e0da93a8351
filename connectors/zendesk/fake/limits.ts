import type { Answer, Call } from './answer.ts'

type Limit = {
  readonly name: string
  readonly most: number
  readonly seconds: number
  readonly counts: (method: string, path: string) => boolean
  /** One window for each of these, not for the account. */
  readonly each?: RegExp
}

const at =
  (method: string, path: RegExp): Limit['counts'] =>
  (asked, place) =>
    asked === method && path.test(place)

/** What Zendesk allows at some places besides the account's limit (developer site, Rate limits, and `oas.yaml`). */
const places: readonly Limit[] = [
  { name: 'incremental-exports', most: 10, seconds: 60, counts: at('GET', /^\/api\/v2\/incremental\//) },
  { name: 'search-export', most: 100, seconds: 60, counts: at('GET', /^\/api\/v2\/search\/export/) },
  { name: 'deleted-tickets', most: 10, seconds: 60, counts: at('GET', /^\/api\/v2\/deleted_tickets/) },
  { name: 'deleted-users', most: 700, seconds: 600, counts: at('DELETE', /^\/api\/v2\/deleted_users\//) },
  { name: 'delete-ticket', most: 400, seconds: 60, counts: at('DELETE', /^\/api\/v2\/tickets\/\d+$/) },
  { name: 'update-tickets', most: 100, seconds: 60, counts: at('PUT', /^\/api\/v2\/tickets\/\d+$/) },
  {
    name: 'update-ticket',
    most: 30,
    seconds: 600,
    counts: at('PUT', /^\/api\/v2\/tickets\/\d+$/),
    each: /\d+$/,
  },
  { name: 'update-users', most: 1, seconds: 1, counts: at('PUT', /^\/api\/v2\/users\/\d+$/) },
  { name: 'update-user', most: 5, seconds: 60, counts: at('PUT', /^\/api\/v2\/users\/\d+$/), each: /\d+$/ },
]

export type Limits = {
  /** Counts a call; an answer says that it is one too many. */
  take(call: Call): Answer | null
  /** What every answer tells of them. */
  headers(call: Call): Readonly<Record<string, string>>
}

/** `requestsPerMinute`: of the whole account, chat apart. */
export function createLimits(requestsPerMinute: number, clock: () => Date): Limits {
  const account: Limit = {
    name: '',
    most: requestsPerMinute,
    seconds: 60,
    counts: (_method, path) => path.startsWith('/api/v2/') && !path.startsWith('/api/v2/chat/'),
  }
  const chat: Limit = {
    name: 'chat',
    most: 200,
    seconds: 60,
    counts: (_method, path) => path.startsWith('/api/v2/chat/'),
  }
  const limits = [account, chat, ...places]
  const windows = new Map<string, { count: number; readonly resetAt: number }>()
  const windowOf = ({ name, seconds, each }: Limit, path: string): { count: number; resetAt: number } => {
    const key = `${name} ${each?.exec(path)?.[0] ?? ''}`
    const now = clock().getTime()
    const open = windows.get(key)
    if (open !== undefined && open.resetAt > now) return open
    const window = { count: 0, resetAt: now + seconds * 1000 }
    windows.set(key, window)
    return window
  }
  const secondsTo = (resetAt: number): string => String(Math.ceil((resetAt - clock().getTime()) / 1000))

  return {
    take({ method, path }) {
      const counted = limits.filter(({ counts }) => counts(method, path))
      const full = counted.find((limit) => windowOf(limit, path).count >= limit.most)
      if (full === undefined) {
        for (const limit of counted) windowOf(limit, path).count++
        return null
      }
      const retryAfter = secondsTo(windowOf(full, path).resetAt)
      return {
        status: 429,
        // both forms were seen
        ...(full === account
          ? { text: 'Number of allowed API requests per minute exceeded' }
          : { body: { error: 'APIRateLimitExceeded', description: 'Too many of these' } }),
        headers: { 'retry-after': retryAfter },
        holdsBack: full.counts,
      }
    },
    headers({ method, path }) {
      const told: Record<string, string> = {}
      for (const limit of limits.filter(({ counts }) => counts(method, path))) {
        const { count, resetAt } = windowOf(limit, path)
        const [total, remaining, resets] = [limit.most, limit.most - count, secondsTo(resetAt)]
        if (limit === account) {
          told['ratelimit-limit'] = String(total)
          told['ratelimit-remaining'] = String(remaining)
          told['ratelimit-reset'] = resets
        } else {
          told[`zendesk-ratelimit-${limit.name}`] = `total=${total}; remaining=${remaining}; resets=${resets}`
        }
      }
      return told
    },
  }
}
