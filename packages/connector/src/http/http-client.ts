import { FailureError, permanent, transient } from '../failure.ts'
import { refusalOf } from './refusal.ts'

export type HttpRequest = {
  readonly query?: Readonly<Record<string, string | number>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** What a `Retry-After` in seconds counts from. */
  readonly now?: () => Date
}

export type HttpAnswer = {
  readonly status: number
  /** The parsed JSON; null when there was none. */
  readonly body: unknown
  readonly headers: Headers
}

export type HttpClient = { request(method: string, path: string, request?: HttpRequest): Promise<HttpAnswer> }

/**
 * A client for the JSON API of one host, over the global `fetch`. It sends nothing to any other host, follows no
 * redirect, and never tries again: that is the engine's to decide.
 *
 * `request` throws a `FailureError`: `auth` for 401 and 403, `rate-limited` for 429, `transient` for 408, 5xx, a
 * timeout, a broken connection or a success that is not readable JSON, `permanent` for a redirect or too long an
 * answer. Other statuses (404, 409, 422, …) are the caller's to judge. When the caller's signal ends the call, its
 * reason is thrown. No text from outside gets into an error.
 */
export function createHttpClient(options: {
  readonly origin: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly maxBytes?: number
}): HttpClient {
  const { origin, headers = {}, timeoutMs = 30_000, maxBytes = 20_000_000 } = options
  return {
    async request(method, path, { query = {}, body, signal, now = () => new Date() } = {}) {
      signal?.throwIfAborted()
      const url = urlOf(origin, path, query)
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetch(url, {
          method,
          headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
          body: body === undefined ? null : JSON.stringify(body),
          redirect: 'manual',
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        })
        const refusal = refusalOf(response.status, response.headers.get('retry-after'), now())
        if (refusal !== null) {
          await response.body?.cancel()
          throw new FailureError(refusal)
        }
        const text = await readText(response, maxBytes)
        return { status: response.status, body: parse(text, response), headers: response.headers }
      } catch (error) {
        signal?.throwIfAborted()
        throw error instanceof FailureError ? error : new FailureError(transient)
      }
    },
  }
}

function urlOf(origin: string, path: string, query: Readonly<Record<string, string | number>>): URL {
  const url = URL.parse(path, origin)
  if (url === null || url.origin !== new URL(origin).origin) {
    throw new FailureError(permanent('a request would have left the declared host'))
  }
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value))
  return url
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new FailureError(permanent('an answer was longer than allowed'))
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** Front-end proxies answer in text or HTML: an error of that kind has no body for us, a success is none. */
function parse(text: string, response: Response): unknown {
  if (text === '') return null
  const type = response.headers.get('content-type') ?? ''
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(type)
  if (!isJson && !response.ok) return null
  if (!isJson) throw new FailureError(transient)
  return JSON.parse(text)
}
