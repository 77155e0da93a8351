import {
  createFakeApi,
  createFaults,
  openStateFile,
  type EarlyCall,
  type Fault,
  type LogEntry,
  type Loopback,
  type Storm,
} from '@rechtop/connector/fake'
import type { HttpHandler } from 'msw'
import { createAccess, type Access, type AccessOptions } from './access.ts'
import { invalidEndpoint, type Answer, type Call } from './answer.ts'
import { commentRoutes } from './comments.ts'
import { deletedUserRoutes, settleDeletions } from './deleted-users.ts'
import { attachmentRoute, createFileHost, fileHost } from './files.ts'
import { jobRoutes, settleJobs } from './jobs.ts'
import { createLimits } from './limits.ts'
import { otherChannelRoutes, settleSuspended } from './other-channels.ts'
import { plant } from './plant.ts'
import { settleIndex } from './search-index.ts'
import type { Seed, Seeded } from './seed.ts'
import { emptyState, type FakeState } from './state.ts'
import { ticketRoutes } from './tickets.ts'
import { userChangeRoutes } from './user-changes.ts'
import { userRoutes } from './users.ts'
import type { AddOns, Delays, Effect, World } from './world.ts'

export type ZendeskFakeOptions = Omit<AccessOptions, 'role'> & {
  readonly subdomain: string
  /** Left out of a state that comes from an existing `file`. */
  readonly seed?: Seed
  readonly clock?: () => Date
  /** Where the state is kept, so that it outlives the process. */
  readonly file?: string
  /** Role of the token's owner; `admin` when left out. */
  readonly role?: 'admin' | 'agent'
  readonly addOns?: Partial<AddOns>
  readonly delays?: Partial<Delays>
  /** What the account may ask, its plan's limits at single places included. Left out: as much as it likes. */
  readonly requestsPerMinute?: number
}

/** A Zendesk in memory, for tests and for the example. */
export type ZendeskFake = Pick<Access, 'expireTokens' | 'revokeScope'> & {
  /** For msw: `setupServer(...fake.handlers)`. They speak for the account's host and that of its files. */
  readonly handlers: readonly HttpHandler[]
  readonly state: FakeState
  readonly log: readonly LogEntry[]
  /** Calls of the host of the files. */
  readonly fileLog: readonly LogEntry[]
  /** Calls that came before the moment until which a 429 asked to wait. */
  readonly earlyCalls: readonly EarlyCall[]
  /** Every change of state after seeding, in order. */
  readonly effects: readonly Effect[]
  seed(seed: Seed): Seeded
  /** Of both hosts. */
  fault(fault: Fault): void
  storm(storm: Storm | null): void
  /** A copy of the whole state as of now. */
  dump(): FakeState
  /** Where files are said to be, when a gate stands before their host. */
  sendFilesTo(origin: string): void
  /** Serves both hosts on loopback ports, free ones when left out. */
  listen(port?: number, filePort?: number): Promise<Loopback & { readonly fileOrigin: string }>
}

/** The endpoints that the connector uses, with the answers of the reference (OpenAPI of 2025-04-15). */
export function createZendeskFake(options: ZendeskFakeOptions): ZendeskFake {
  const { subdomain, clock = () => new Date(), role = 'admin', requestsPerMinute } = options
  const origin = `https://${subdomain}.zendesk.com`
  const kept = options.file === undefined ? null : openStateFile<FakeState>(options.file, 2)
  const stored = kept?.read() ?? null
  const state = stored ?? emptyState()
  const effects: Effect[] = []
  const faults = createFaults()
  const access = createAccess({ ...options, role }, state, clock)
  const limits = requestsPerMinute === undefined ? null : createLimits(requestsPerMinute, clock)
  const files = createFileHost(state, faults, clock)
  let fileOrigin = fileHost
  let saved = 0
  const save = (): void => {
    saved = effects.length
    kept?.write(state)
  }
  const plantAs = (agent: number, seed: Seed): Seeded => plant({ state, origin, agent, now: clock() }, seed)
  if (stored === null) {
    plantAs(0, { users: [{ name: 'Support', email: `support@${subdomain}.example`, role }] })
  }
  const me = state.users.find((user) => user.role !== 'end-user')?.id ?? Number.NaN
  const world: World = {
    origin,
    fileOrigin: () => fileOrigin,
    subdomain,
    state,
    delays: { job: 300, deletedList: 0, permanent: 2000, index: 0, ...options.delays },
    addOns: { sideConversations: true, chat: true, agentWorkspace: true, ...options.addOns },
    now: clock,
    me,
    scopes: null,
    note: (effect, id) => void effects.push({ effect, id }),
    reindex: (kind, id) => void state.unindexed.push({ kind, id, since: clock().toISOString() }),
  }
  const settle = (): void => {
    settleJobs(world)
    settleDeletions(world)
    settleSuspended(world)
    settleIndex(world)
    if (effects.length > saved) save()
  }
  const seed = (seed: Seed): Seeded => {
    const seeded = plantAs(me, seed)
    save()
    return seeded
  }
  if (stored === null && options.seed !== undefined) seed(options.seed)

  const routes = [
    ...access.routes,
    ...deletedUserRoutes,
    ...userRoutes,
    ...userChangeRoutes,
    ...ticketRoutes,
    ...commentRoutes,
    ...otherChannelRoutes,
    ...jobRoutes,
    attachmentRoute,
  ]
  const api = createFakeApi({
    origin,
    routes: routes.map((route) => ({
      ...route,
      // who asks for themselves with wrong credentials is told that nobody asks
      answer: (call: Call) =>
        route.answer(
          access.isKnown(call) ? { ...world, scopes: access.scopes() } : { ...world, me: Number.NaN },
          call,
        ),
    })),
    authorize: (call, route) => limits?.take(call) ?? access.authorize(call, route),
    headers: (call) => limits?.headers(call) ?? {},
    unknownPath: invalidEndpoint,
    broken,
    clock,
    faults,
    effects,
    settle,
    save,
  })
  return {
    handlers: [...api.handlers, ...files.handlers],
    state,
    log: api.log,
    fileLog: files.log,
    earlyCalls: api.earlyCalls,
    effects,
    expireTokens: access.expireTokens,
    revokeScope: access.revokeScope,
    seed,
    fault: faults.add,
    storm: faults.storm,
    dump() {
      settle()
      return structuredClone(state)
    },
    sendFilesTo: (origin) => void (fileOrigin = origin),
    async listen(port = 0, filePort = 0) {
      const [account, content] = await Promise.all([api.listen(port), files.listen(filePort)])
      fileOrigin = content.origin
      return {
        origin: account.origin,
        fileOrigin,
        close: async () => void (await Promise.all([account.close(), content.close()])),
      }
    },
  }
}

function broken(status: 429 | 500 | 503): Answer {
  if (status === 429) return { status, text: 'Number of allowed API requests per minute exceeded' }
  if (status === 500) return { status, body: { error: 'InternalError' } }
  return { status, text: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } }
}
