import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { z } from 'zod'

/** One HTTP request that went out. Times in milliseconds of `performance.now()`. */
export type SentRequest = {
  readonly method: string
  /** With the port, where it is not the usual one. */
  readonly host: string
  readonly url: string
  /** By their names in lower case. Left out where nothing tells of them. */
  readonly headers?: Readonly<Record<string, string>>
  readonly startedAt: number
  /** Null while it is under way. */
  readonly endedAt: number | null
}

/** The header by which a gate of the kit marks what it only passes on. */
export const passedOn = 'x-rechtop-gate'

const Fetched = z.object({
  origin: z.coerce.string(),
  path: z.string(),
  method: z.string(),
  /** Names and values by turns. */
  headers: z.array(z.unknown()).catch([]),
})
const ClientRequest = z.object({ protocol: z.string(), path: z.string(), method: z.string() })
const starts = { 'undici:request:create': ofFetch, 'http.client.request.start': ofHttp }
const ends = [
  'undici:request:trailers',
  'undici:request:error',
  'http.client.response.finish',
  'http.client.request.error',
]

const scope = new AsyncLocalStorage<symbol>()

/**
 * Does some work whose requests no other scope's watch notes: what an earlier one left under way (a retry behind a
 * timer) is not laid at the door of the next.
 */
export function inOwnScope<Result>(work: () => Promise<Result>): Promise<Result> {
  return scope.run(Symbol('scope'), work)
}

/**
 * Notes all that this process sends by `fetch` or `node:http`, to whatever host, until it is stopped; but what is
 * sent in another scope.
 */
export function watchRequests(): { readonly seen: readonly SentRequest[]; readonly stop: () => void } {
  const seen: (SentRequest & { endedAt: number | null })[] = []
  const open = new Map<unknown, { endedAt: number | null }>()
  const own = scope.getStore()
  const listeners = [
    ...Object.entries(starts).map(([channel, read]) => ({
      channel,
      listen(message: unknown): void {
        const sender = scope.getStore()
        if (sender !== undefined && sender !== own) return
        const request = requestIn(message)
        const url = read(request)
        if (url === null) return
        const { href, ...address } = url
        const entry = { ...address, url: href, startedAt: performance.now(), endedAt: null }
        seen.push(entry)
        open.set(request, entry)
      },
    })),
    ...ends.map((channel) => ({
      channel,
      listen(message: unknown): void {
        const entry = open.get(requestIn(message))
        if (entry !== undefined) entry.endedAt ??= performance.now()
      },
    })),
  ]
  for (const { channel, listen } of listeners) subscribe(channel, listen)
  return {
    seen,
    stop() {
      for (const { channel, listen } of listeners) unsubscribe(channel, listen)
    },
  }
}

type Address = {
  readonly method: string
  readonly host: string
  readonly href: string
  readonly headers: Readonly<Record<string, string>>
}

function ofFetch(request: unknown): Address | null {
  const { data } = Fetched.safeParse(request)
  if (data === undefined) return null
  const { host, href } = new URL(data.path, data.origin)
  const names = data.headers.filter((_one, index) => index % 2 === 0)
  const headers = names.map((name, index) => [
    String(name).toLowerCase(),
    String(data.headers[2 * index + 1]),
  ])
  return { method: data.method, host, href, headers: Object.fromEntries(headers) }
}

function ofHttp(request: unknown): Address | null {
  const { data } = ClientRequest.safeParse(request)
  const host = headerOf(request, 'host')
  if (data === undefined || host === null || headerOf(request, passedOn) !== null) return null
  const headers = headersOf(request)
  return { method: data.method, host, href: `${data.protocol}//${host}${data.path}`, headers }
}

function headerOf(request: unknown, name: string): string | null {
  if (typeof request !== 'object' || request === null || !('getHeader' in request)) return null
  const value: unknown = typeof request.getHeader === 'function' ? request.getHeader(name) : undefined
  return typeof value === 'string' ? value : null
}

function headersOf(request: unknown): Record<string, string> {
  if (typeof request !== 'object' || request === null || !('getHeaders' in request)) return {}
  const headers: unknown = typeof request.getHeaders === 'function' ? request.getHeaders() : {}
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]))
}

function requestIn(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'request' in message ? message.request : null
}
