import { setTimeout as sleep } from 'node:timers/promises'
import { http, HttpResponse, type HttpHandler } from 'msw'
import { invalidEndpoint, unauthenticated, type Answer, type Route } from './answer.ts'
import { deletedUserRoutes, settleDeletions } from './deleted-users.ts'
import { createFaults, type Fault } from './faults.ts'
import { jobRoutes, settleJobs } from './jobs.ts'
import { listen, type Loopback } from './loopback.ts'
import { plant, type Seed, type Seeded } from './seed.ts'
import { emptyState, type FakeState } from './state.ts'
import { readStateFile, writeStateFile } from './state-file.ts'
import { ticketRoutes } from './tickets.ts'
import { userRoutes } from './users.ts'
import type { Delays, Effect, World } from './world.ts'

/** One call. `effect`: what it changed by itself; what a job does later stands in `effects` only. */
export type LogEntry = {
  readonly method: string
  readonly path: string
  readonly status: number | 'cut'
  readonly effect: string | null
}

export type ZendeskFakeOptions = {
  readonly subdomain: string
  readonly token: string
  /** Left out of a state that comes from `state` or an existing `file`. */
  readonly seed?: Seed
  readonly clock?: () => Date
  readonly state?: FakeState
  /** Where the state is kept, so that it outlives the process. */
  readonly file?: string
  /** Role of the token's owner; `admin` when left out. */
  readonly role?: 'admin' | 'agent'
  readonly delays?: Partial<Delays>
}

/** A Zendesk in memory, for tests and for the example. */
export type ZendeskFake = {
  /** For msw: `setupServer(...fake.handlers)`. They speak for https://{subdomain}.zendesk.com only. */
  readonly handlers: readonly HttpHandler[]
  readonly state: FakeState
  readonly log: readonly LogEntry[]
  /** Every change of state after seeding, in order. */
  readonly effects: readonly Effect[]
  seed(seed: Seed): Seeded
  fault(fault: Fault): void
  /** A copy of the whole state as of now. */
  dump(): FakeState
  /** Serves it on a loopback port, a free one when left out. */
  listen(port?: number): Promise<Loopback>
}

/** The endpoints that the connector uses, with the answers of the reference (OpenAPI of 2025-04-15). */
export function createZendeskFake(options: ZendeskFakeOptions): ZendeskFake {
  const { subdomain, token, clock = () => new Date(), file, role = 'admin' } = options
  const origin = `https://${subdomain}.zendesk.com`
  const stored = options.state ?? (file === undefined ? null : readStateFile(file))
  const state = stored ?? emptyState()
  const [staff] =
    stored === null
      ? plant(
          state,
          { users: [{ name: 'Support', email: `support@${subdomain}.example`, role }] },
          origin,
          0,
          clock(),
        )
      : state.users.filter((user) => user.role !== 'end-user')
  const me = Number(staff?.id)
  const log: LogEntry[] = []
  const effects: Effect[] = []
  const faults = createFaults()
  let saved = 0
  const save = (): void => {
    saved = effects.length
    if (file !== undefined) writeStateFile(file, state)
  }
  const delays = { job: 300, deletedList: 0, permanent: 2000, ...options.delays }
  const note: World['note'] = (effect, id) => void effects.push({ effect, id })
  const world: World = { origin, subdomain, state, delays, now: clock, me, note }
  const settle = (): void => {
    settleJobs(world)
    settleDeletions(world)
    if (effects.length > saved) save()
  }
  const seed = (seed: Seed): Seeded => {
    const seeded = plant(state, seed, origin, me, clock())
    save()
    return seeded
  }
  if (stored === null && options.seed !== undefined) seed(options.seed)

  const handle = async (request: Request, answer: (world: World) => Answer): Promise<Response> => {
    settle()
    const url = new URL(request.url)
    const { method } = request
    const path = url.pathname + decodeURIComponent(url.search)
    const fault = faults.take(method, path)
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs)
    const known = request.headers.get('authorization') === `Bearer ${token}`
    const isMe = url.pathname === '/api/v2/users/me'
    const before = effects.length
    const lost = fault?.answer !== undefined && fault.carriedOut !== true
    const given = lost
      ? null
      : known
        ? answer(world)
        : isMe
          ? answer({ ...world, me: Number.NaN })
          : unauthenticated
    const effect =
      effects
        .slice(before)
        .map((entry) => entry.effect)
        .join(', ') || null
    const status = fault?.answer ?? given?.status ?? 500
    if (effect !== null) save()
    log.push({ method, path, status, effect })
    return fault?.answer === undefined ? toResponse(given) : faultResponse(fault)
  }

  const toHandler = ({ method, path, answer }: Route): HttpHandler =>
    http[method](`${origin}${path}`, ({ request, params }) =>
      handle(request, (world) => {
        const strings = Object.fromEntries(
          Object.entries(params).map(([name, value]) => [name, String(value)]),
        )
        return answer(world, { params: strings, query: new URL(request.url).searchParams })
      }),
    )
  // destroy_many before :id, and me before :id: the first that fits answers
  const routes = [...deletedUserRoutes, ...userRoutes, ...ticketRoutes, ...jobRoutes]
  const unknown = http.all(`${origin}/*`, ({ request }) => handle(request, () => invalidEndpoint))
  const handlers = [...routes.map(toHandler), unknown]
  return {
    handlers,
    state,
    log,
    effects,
    seed,
    fault: faults.add,
    dump() {
      settle()
      return structuredClone(state)
    },
    listen: (port = 0) => listen(handlers, origin, port),
  }
}

function toResponse(answer: Answer | null): Response {
  if (answer?.body === undefined) return new HttpResponse(null, { status: answer?.status ?? 500 })
  return HttpResponse.json(JSON.parse(JSON.stringify(answer.body)), { status: answer.status })
}

function faultResponse({ answer, retryAfter }: Fault): Response {
  if (answer === 'cut') return HttpResponse.error()
  if (answer === 404) return toResponse(invalidEndpoint)
  if (answer === 429) {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
    return HttpResponse.text('Number of allowed API requests per minute exceeded', { status: 429, headers })
  }
  if (answer === 503) return HttpResponse.html('<html>maintenance</html>', { status: 503 })
  return HttpResponse.json({ error: 'InternalError' }, { status: 500 })
}
