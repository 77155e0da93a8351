import {
  createFakeApi,
  openStateFile,
  type Fault,
  type LogEntry,
  type Loopback,
  type Storm,
} from '@rechtop/connector/fake'
import type { HttpHandler } from 'msw'
import { invalidEndpoint, unauthenticated, type Answer, type Call } from './answer.ts'
import { deletedUserRoutes, settleDeletions } from './deleted-users.ts'
import { jobRoutes, settleJobs } from './jobs.ts'
import { plant, type Seed, type Seeded } from './seed.ts'
import { emptyState, type FakeState } from './state.ts'
import { ticketRoutes } from './tickets.ts'
import { userRoutes } from './users.ts'
import type { Delays, Effect, World } from './world.ts'

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
  storm(storm: Storm | null): void
  /** A copy of the whole state as of now. */
  dump(): FakeState
  /** Serves it on a loopback port, a free one when left out. */
  listen(port?: number): Promise<Loopback>
}

/** The endpoints that the connector uses, with the answers of the reference (OpenAPI of 2025-04-15). */
export function createZendeskFake(options: ZendeskFakeOptions): ZendeskFake {
  const { subdomain, token, clock = () => new Date(), file, role = 'admin' } = options
  const origin = `https://${subdomain}.zendesk.com`
  const kept = file === undefined ? null : openStateFile<FakeState>(file, 1)
  const stored = options.state ?? kept?.read() ?? null
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
  const effects: Effect[] = []
  let saved = 0
  const save = (): void => {
    saved = effects.length
    kept?.write(state)
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

  const isKnown = (call: Call): boolean => call.headers.get('authorization') === `Bearer ${token}`
  const api = createFakeApi({
    origin,
    // who asks for themselves with wrong credentials is told that nobody asks
    routes: [...deletedUserRoutes, ...userRoutes, ...ticketRoutes, ...jobRoutes].map((route) => ({
      ...route,
      answer: (call: Call) =>
        route.answer({ ...world, origin: call.origin, me: isKnown(call) ? me : Number.NaN }, call),
    })),
    authorize: (call) => (isKnown(call) || call.path === '/api/v2/users/me' ? null : unauthenticated),
    unknownPath: invalidEndpoint,
    broken,
    clock,
    effects,
    settle,
    save,
  })
  return {
    handlers: api.handlers,
    state,
    log: api.log,
    effects,
    seed,
    fault: api.fault,
    storm: api.storm,
    dump() {
      settle()
      return structuredClone(state)
    },
    listen: api.listen,
  }
}

function broken(status: 429 | 500 | 503): Answer {
  if (status === 429) return { status, text: 'Number of allowed API requests per minute exceeded' }
  if (status === 500) return { status, body: { error: 'InternalError' } }
  return { status, text: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } }
}
