import { setTimeout as sleep } from 'node:timers/promises'
import { http, type HttpHandler } from 'msw'
import { createHolds, type EarlyCall } from './early-calls.ts'
import { createFaults, type Fault, type Faults } from './faults.ts'
import type { Effect, LogEntry } from './log.ts'
import { serveOnLoopback, type Loopback } from './loopback.ts'
import { readBody } from './request-body.ts'
import { cutOff, tornOff, toResponse } from './response.ts'
import { createRouter, decoded, type Answer, type Call, type Route } from './route.ts'
import type { Storm } from './storm.ts'

export type FakeApiOptions<R extends Route> = {
  /** Where the real service is. */
  readonly origin: string
  readonly routes: readonly R[]
  /** Looks at a call before its route does (`null`: no route has its path); an answer refuses it. */
  readonly authorize?: (call: Call, route: R | null) => Answer | null
  /** For a path that no route has, and for a fault of 404. */
  readonly unknownPath?: Answer
  /** What a fault of 429, 500 and 503 looks like here. */
  readonly broken?: (status: 429 | 500 | 503) => Answer
  /** Headers of every answer that comes from this service itself. */
  readonly headers?: (call: Call) => Readonly<Record<string, string>>
  readonly clock?: () => Date
  /** To share them with another host of the same service. */
  readonly faults?: Faults
  /** Where the routes note each change; a call's own stand in the log. */
  readonly effects?: readonly Effect[]
  /** Called before every call: what is due by now happens. */
  readonly settle?: () => void
  /** Called when something changed, before the answer leaves. */
  readonly save?: () => void
}

/** An imitation of an HTTP API, for tests and examples. */
export type FakeApi = {
  /** For msw: `setupServer(...handlers)`. They speak for the origin only. */
  readonly handlers: readonly HttpHandler[]
  readonly log: readonly LogEntry[]
  /** Calls that came before the moment until which a 429 asked to wait. */
  readonly earlyCalls: readonly EarlyCall[]
  fault(fault: Fault): void
  storm(storm: Storm | null): void
  /** Serves it on a port of this machine, a free one when left out. */
  listen(port?: number): Promise<Loopback>
}

const notFound: Answer = { status: 404, body: { error: 'not found' } }
const plain = (status: number): Answer => ({ status, text: `fault ${status}` })
const malformed: Answer = { status: 400, text: 'The body is not the JSON that it is called' }

/** Answers calls by its routes, with what goes wrong on the way. */
export function createFakeApi<R extends Route>(options: FakeApiOptions<R>): FakeApi {
  const { origin, unknownPath = notFound, broken = plain, clock = () => new Date() } = options
  const { faults = createFaults(), effects = [] } = options
  const log: LogEntry[] = []
  const earlyCalls: EarlyCall[] = []
  const holds = createHolds()
  const find = createRouter(options.routes)

  const answerOf = (call: Call, route: R | null): Answer => {
    const answer = options.authorize?.(call, route) ?? route?.answer(call) ?? unknownPath
    return { ...answer, headers: { ...options.headers?.(call), ...answer.headers } }
  }
  const faultyAnswer = ({ answer, retryAfter }: Fault): Answer => {
    if (answer === 404) return unknownPath
    const { headers, ...rest } = broken(answer === 429 || answer === 503 ? answer : 500)
    const wait = answer === 429 && retryAfter !== undefined ? { 'retry-after': retryAfter } : {}
    return { ...rest, headers: { ...headers, ...wait } }
  }

  async function respond(request: Request): Promise<Response> {
    const { method, headers } = request
    const url = new URL(request.url)
    const path = url.pathname + decoded(url.search)
    const came = clock()
    const hold = holds.broken(method, url.pathname, came)
    const fault = faults.take(method, path)
    const body = await readBody(request).catch(() => malformed)
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs)
    options.settle?.()
    const before = effects.length
    const found = find(method, url.pathname)
    const call: Call = {
      method,
      path: url.pathname,
      origin: url.origin,
      params: found?.params ?? {},
      query: url.searchParams,
      headers,
      body,
    }
    const isTorn = fault?.answer === 'torn'
    const isLost = fault?.answer !== undefined && !isTorn
    const carriedOut = !isLost || fault.carriedOut === true
    const given = body === malformed ? malformed : carriedOut ? answerOf(call, found?.route ?? null) : null
    const effect = effects.slice(before).map((entry) => entry.effect)
    if (effect.length > 0) options.save?.()
    const answer = isLost || given === null ? faultyAnswer(fault ?? {}) : given
    const source = headers.get('x-request-source')
    const entry: LogEntry = {
      method,
      path,
      status: fault?.answer === 'cut' ? 'cut' : answer.status,
      effect: effect.join(', ') || null,
      at: came.getTime(),
      authorized: headers.has('authorization'),
      ...(source !== null && { source }),
    }
    log.push(entry)
    if (hold !== null) earlyCalls.push({ ...entry, ...hold })
    if (fault?.answer === 'cut') return cutOff()
    holds.learn(answer, clock())
    return isTorn ? tornOff(toResponse(answer)) : toResponse(answer)
  }

  return {
    handlers: [http.all(`${origin}/*`, ({ request }) => respond(request))],
    log,
    earlyCalls,
    fault: faults.add,
    storm: faults.storm,
    listen: (port = 0) => serveOnLoopback(respond, port),
  }
}
