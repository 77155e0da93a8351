import { transient, unusable, type Pace } from '@rechtop/connector'
import { lookAtBatch } from './chunk/look-at-batch.ts'
import type { Criterion } from './criterion/criterion.ts'
import { findDue } from './criterion/find-due.ts'
import { parseCriteria } from './criterion/parse-criteria.ts'
import type { Engine, Read, ReadOrder } from './engine.ts'
import { placesOf } from './ledger/identifiers.ts'
import { createPace } from './pace/create-pace.ts'
import { createSlots } from './pace/create-slots.ts'
import { makePlans } from './plan/make-plan.ts'
import { Policy } from './policy/policy.ts'
import { openQueue, usualConcurrency, type Log } from './queue/queue.ts'
import { repeat } from './repeat.ts'
import { look, lookAtRun } from './request/look.ts'
import type { Parts } from './request/parts.ts'
import { createRequests } from './request/requests.ts'
import { searchProblem } from './request/search-problem.ts'
import { sweep } from './request/sweep.ts'
import { openDatabase, rowsOf, type DatabaseConfig } from './store/database.ts'
import { inTime } from './store/in-time.ts'
import { createSeal } from './store/seal.ts'
import { locateSubjects, type LocateDependencies } from './subject/locate.ts'
import { ConfigError, openSystems, parseSystems } from './system/open-systems.ts'
import { readSystem } from './system/read-system.ts'
import type { SystemConfig } from './system/system.ts'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'

export type EngineOptions = {
  readonly systems: readonly SystemConfig[]
  readonly policy: z.input<typeof Policy>
  /** What names people whose term is over, for programs that erase them. Left out: nothing does. */
  readonly criteria?: readonly Criterion[]
  /** Rechtop's own database; the systems have theirs. */
  readonly database: DatabaseConfig
  /** At least 32 random bytes, kept apart from the database. Losing it loses what is sealed and remembered. */
  readonly secret: string
  /** What this process does of it; 'both' when left out. Anything else needs a PostgreSQL server. */
  readonly role?: EngineRole
  /** How many requests and how many runs it works on at once: a whole number above 0; 4 when left out. */
  readonly concurrency?: number
  readonly now?: () => Date
  /** Event names, ids, codes and numbers only. */
  readonly log?: Log
}

/** `api`: takes requests in and answers questions. `worker`: carries out. Any number of each share one PostgreSQL. */
export type EngineRole = 'both' | 'api' | 'worker'

/** How long one live look at the systems may take. */
const liveLimit = 90_000
const readyLimit = 2_000
const sweepPause = 15_000
const embedded =
  'for evaluation and small companies: one process, no guarantee against power loss; `rechtop move` takes it to PostgreSQL'

/**
 * Composes an engine: parses all configuration, opens its database and the systems. Throws a `ConfigError` naming the
 * place before anything has run.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { now = () => new Date(), log = () => {}, role = 'both', concurrency = usualConcurrency } = options
  if (role !== 'both' && !('url' in options.database)) throw new ConfigError(needsServer(role))
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ConfigError('The concurrency can’t be used: write a whole number above 0.')
  }
  const parsed = Policy.safeParse(options.policy)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `policy, key "${path.join('.')}": ${message}`,
    )
    throw new ConfigError(`The configuration can't be used:\n- ${problems.join('\n- ')}`)
  }
  const policy = parsed.data
  const seal = createSeal(options.secret)
  const configs = parseSystems(options.systems)
  const criteria = parseCriteria(options.criteria ?? [], options.systems)
  const held = new AsyncDisposableStack()
  const open = async () => {
    const database = await openDatabase(options.database)
    held.defer(() => database.close())
    if (database.pglite !== null) log('embedded-database', { note: embedded })
    const paceOf = (system: string): Pace => createPace(system, database, log, now)
    const { systems, close } = await openSystems(configs, { now, log, paceOf })
    held.defer(close)
    const queue = await openQueue(database, log, now, { sendsOnly: role === 'api', concurrency })
    held.defer(() => queue.stop())
    return { database, systems, queue }
  }
  const { database, systems, queue } = await open().catch(async (error: unknown) => {
    await held.disposeAsync()
    throw error
  })
  const remembered: LocateDependencies['remembered'] = (hashes) =>
    database.read((executor) => placesOf(executor, hashes, seal))
  const locating: LocateDependencies = { systems, policy, seal, remembered }
  const planning = { systems, policy, seal, now }
  // nobody waits for a request, and a system that allows few calls a minute takes its time
  const unhurried = new Map([...systems].map(([id, system]) => [id, { ...system, patience: 10 }]))
  const slots = createSlots(configs, { database, queue, log })
  const parts: Parts = {
    systems,
    policy,
    criteria,
    seal,
    now,
    database,
    queue,
    slots,
    log,
    locateMany: (subjects, signal) => locateSubjects(subjects, { ...locating, systems: unhurried }, signal),
    planMany: (subjects, signal) => makePlans(subjects, { ...planning, systems: unhurried }, signal),
    locate: async (subject, signal) => {
      const [located] = await parts.locateMany([subject], signal)
      if (located === undefined) throw new Error('One subject was asked for, and none was answered.')
      return located
    },
    plan: async (subject, signal) => {
      const [plan] = await parts.planMany([subject], signal)
      if (plan === undefined) throw new Error('One plan was asked for, and none was made.')
      return plan
    },
  }
  let stopSweeping = (): Promise<void> => Promise.resolve()
  return {
    policy,
    systems,
    criteria,
    due: async (id, page, signal) => {
      const criterion = criteria.get(id)
      return criterion === undefined ? null : findDue(criterion, page, planning, live(signal))
    },
    problemsOf: (identifiers) =>
      identifiers.flatMap((identifier, index) => {
        const message = searchProblem(identifier, policy.identifiers)
        return message === null ? [] : [{ index, message }]
      }),
    locate: (subjects, signal) => locateSubjects(subjects, locating, live(signal)),
    read: (id, orders, signal) => read(id, orders, systems, live(signal)),
    plans: (subjects, signal) => makePlans(subjects, planning, live(signal)),
    requests: createRequests(parts),
    ready: async () => {
      if (role !== 'api' && !queue.running()) return false
      const answer = (): Promise<unknown> => database.read((executor) => rowsOf(executor, sql`select 1`))
      return inTime(readyLimit, answer, () => {}).then(
        () => true,
        () => false,
      )
    },
    check: async (id) => {
      const system = systems.get(id)
      if (system === undefined) return [unusable({ code: 'config', key: 'systems' })]
      if (system.failure !== null) return [unusable(system.failure)]
      return system.connector
        .check(system.context(AbortSignal.timeout(10_000)))
        .catch(() => [unusable(transient)])
    },
    recordId: (system, holding, match, ref) =>
      seal.hash('record', JSON.stringify([system, holding, match, ref])),
    start: async () => {
      // what is due is the workers' to see
      if (role === 'api') return
      await queue.work({
        request: (id, signal, { returned }) => look(id, parts, signal, returned),
        run: (id, signal) => slots.within(id, () => lookAtRun(id, parts, signal)),
        batch: (id, signal, { id: job }) => lookAtBatch({ batch: id, job }, parts, signal),
      })
      await sweep(parts, 'everything unfinished')
      await slots.sweep()
      stopSweeping = repeat(
        () => sweep(parts, 'what is due').finally(slots.sweep),
        sweepPause,
        () => log('sweep-failed'),
      )
    },
    stop: async () => {
      await stopSweeping()
      await held.disposeAsync()
    },
  }
}

function needsServer(role: EngineRole): string {
  return (
    `An engine on an embedded database can't do the work of ${role === 'api' ? 'an API' : 'a worker'} alone: no other process can open that database. ` +
    'Give `database` the `url` of a PostgreSQL server, or let one process do both.'
  )
}

/** Ends with the caller, and after a while in any case. */
function live(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(liveLimit)
  return signal === undefined ? limit : AbortSignal.any([signal, limit])
}

function read(
  id: string,
  orders: readonly ReadOrder[],
  systems: Engine['systems'],
  signal: AbortSignal,
): Promise<Read> {
  const system = systems.get(id)
  if (system === undefined) throw new TypeError(`there is no system "${id}"`)
  return readSystem(system, orders, signal)
}
