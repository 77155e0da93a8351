import PQueue from 'p-queue'
import { FailureError, permanent, transient, type Failure } from '../failure.ts'
import type { Budget, Pace } from '../pace.ts'
import type { Credentials } from './credentials.ts'
import { readFile } from './file.ts'
import { requireAllowed } from './hosts.ts'
import { asFailure } from './no-answer.ts'
import { rateLimitsIn, type RateLimit } from './rate-limit.ts'
import { refusalOf } from './refusal.ts'
import { openConnections, readText, send, type Received } from './send.ts'
import { tryAgain } from './try-again.ts'
import { startWaiting } from './turn.ts'

/** What a call has from its connector's context. */
export type HttpCall = {
  readonly signal?: AbortSignal
  /** What a `Retry-After` in seconds counts from. */
  readonly now?: () => Date
  readonly pace?: Pace | undefined
}

export type HttpRequest = HttpCall & {
  readonly query?: Readonly<Record<string, string | number>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Doing it again has the same effect, so that it may be tried again like a read. */
  readonly repeatable?: boolean
}

export type HttpAnswer = {
  readonly status: number
  /** The parsed JSON; null when there was none. */
  readonly body: unknown
  readonly headers: Headers
}

export type HttpClient = {
  request(method: string, path: string, request?: HttpRequest): Promise<HttpAnswer>
  /** The bytes of a file in pieces, from the system itself or where it leads to among `fileHosts`. */
  file(address: string, call?: HttpCall): AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

export type HttpClientOptions = {
  readonly origin: string
  readonly credentials?: Credentials
  readonly headers?: Readonly<Record<string, string>>
  /** For one answer, in milliseconds; a file may take as long as pieces come. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
  readonly maxFileBytes?: number
  /** How many requests are open at once, over all calls of this process. */
  readonly concurrency?: number
  /** Which of the system's rate limits count for a request. `ratelimit` is the one that plain headers tell of. */
  readonly budgets?: (method: string, path: string) => readonly Budget[]
  /** What to ask for where the system refuses us, in place of a bare `auth`. */
  readonly refused?: (status: 401 | 403, method: string, path: string, body: unknown) => Failure
  /** Where files may be fetched, besides the origin: never with credentials. As `Connector.hosts` writes them. */
  readonly fileHosts?: readonly string[]
}

/**
 * A client for the JSON API of one host, over undici. It sends nothing to any other host, nothing unencrypted, and
 * nothing to an address inside a private network, whatever a name resolves to; a loopback origin is for imitations.
 *
 * A read is tried again, twice, after a broken connection or a 5xx, with growing and jittered pauses; so is a request
 * that says it is `repeatable`. A 401 gets one more try with a new token. `Retry-After` of a few seconds is waited
 * for; a longer one is thrown, and held against all workers through `pace`.
 *
 * `request` throws a `FailureError`: `auth` for 401 and 403, `rate-limited` for 429, `transient` for 408, 5xx, a
 * timeout, a broken connection or a success that is not readable JSON, `permanent` for a redirect or too long an
 * answer. Other statuses (404, 409, 422, …) are the caller's to judge. When the caller's signal ends the call, its
 * reason is thrown. No text from outside gets into an error.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { origin, timeoutMs = 30_000, maxBytes = 20_000_000, credentials, budgets = () => [] } = options
  const connections = openConnections()
  const queue = new PQueue({ concurrency: options.concurrency ?? 8 })
  const never = new AbortController().signal

  async function credentialsFor(signal: AbortSignal, now: () => Date): Promise<Record<string, string>> {
    const proof = await credentials?.headers({ connections, signal, now })
    return { ...options.headers, ...proof }
  }

  async function sendOnce(method: string, url: URL, request: HttpRequest): Promise<HttpAnswer> {
    const { body, signal = never, now = () => new Date(), pace } = request
    const asked = budgets(method, url.pathname)
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    let proof: Record<string, string> = {}
    const ask = async (): Promise<Received> => {
      proof = await credentialsFor(ends, now)
      const headers = { accept: 'application/json', 'content-type': 'application/json', ...proof }
      const text = body === undefined ? null : JSON.stringify(body)
      return send(connections, url, { method, headers, body: text, signal: ends })
    }
    let received = await ask()
    if (received.status === 401 && credentials?.renew(proof) === true) {
      received.discard()
      received = await ask()
    }
    const limits = rateLimitsIn(received.headers, now())
    if (pace !== undefined) await learn(pace, asked, limits, now())
    const refusal = refusalOf(received.status, received.headers.get('retry-after'), now())
    if (refusal === null) {
      const text = await readText(received, maxBytes)
      return { status: received.status, body: parse(text, received), headers: received.headers }
    }
    // a limit of this place alone, when the system names it, does not keep the others away
    const isNarrow = limits.some(({ name, remaining }) => name !== 'ratelimit' && remaining === 0)
    if (refusal.code === 'rate-limited' && !isNarrow) await pace?.hold(refusal.retryAfter)
    const { status } = received
    if ((status !== 401 && status !== 403) || options.refused === undefined) {
      received.discard()
      throw new FailureError(refusal)
    }
    const why = await readText(received, 100_000).then(
      (text) => parse(text, received),
      () => null,
    )
    throw new FailureError(options.refused(status, method, url.pathname, why))
  }

  return {
    async request(method, path, request = {}) {
      const { query = {}, signal = never, now = () => new Date() } = request
      signal.throwIfAborted()
      const url = urlOf(origin, path, query)
      const repeatable = request.repeatable ?? ['GET', 'HEAD'].includes(method)
      const asked = budgets(method, url.pathname)
      const take = (): Promise<Date | null> | null => request.pace?.take(asked, now()) ?? null
      const attempt = async (): Promise<HttpAnswer> => {
        const waitFor = startWaiting(asked, { now, signal })
        for (;;) {
          // the turn is taken right before it is used, and whoever waits for one keeps no place in the queue
          const work = queue.add(async () => (await take()) ?? sendOnce(method, url, request), { signal })
          const tried = await asFailure(work, signal)
          if (!(tried instanceof Date)) return tried
          await waitFor(tried)
        }
      }
      return tryAgain(attempt, repeatable, { now, signal })
    },
    file: (address, { signal = never, now = () => new Date(), pace } = {}) =>
      readFile({
        connections,
        address,
        origin,
        fileHosts: options.fileHosts ?? [],
        maxBytes: options.maxFileBytes ?? 5_000_000_000,
        headers: () => credentialsFor(signal, now),
        renew: (refused) => credentials?.renew(refused) === true,
        refused: (status, path) => options.refused?.(status, 'GET', path, null),
        budgets: (path) => budgets('GET', path),
        signal,
        now,
        pace,
      }),
    close: () => connections.close(),
  }
}

/** An address with its query; throws when it leads elsewhere, as `//host/x` would. */
function urlOf(origin: string, path: string, query: Readonly<Record<string, string | number>>): URL {
  const url = URL.parse(path, origin)
  if (url === null || url.origin !== new URL(origin).origin) {
    throw new FailureError(permanent('a request would have left the declared host'))
  }
  requireAllowed(url, [url.host])
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value))
  return url
}

async function learn(
  pace: Pace,
  asked: readonly Budget[],
  limits: readonly RateLimit[],
  now: Date,
): Promise<void> {
  for (const { name, remaining, resetAt } of limits) {
    const budget = asked.find((one) => one.name === name)
    if (budget !== undefined) await pace.learn(budget, remaining, resetAt, now)
  }
}

/** Front-end proxies answer in text or HTML: an error of that kind has no body for us, a success is none. */
function parse(text: string, { status, headers }: Received): unknown {
  if (text === '') return null
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? '')
  if (!isJson && status >= 400) return null
  if (!isJson) throw new FailureError(transient)
  return JSON.parse(text)
}
