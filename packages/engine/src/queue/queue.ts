import { setImmediate as turnOfOthers } from 'node:timers/promises'
import { is, SQL, sql } from 'drizzle-orm'
import { fromDrizzle, fromPglite, PgBoss, type ConstructorOptions, type JobWithMetadata } from 'pg-boss'
import { rowsOf, type Database, type Executor } from '../store/database.ts'
import { raiseWaitingLook } from './waiting-look.ts'

/** What a job can be about. A job holds an id and means only "look at it again". */
export type Subjects = 'request' | 'run' | 'batch'

/** The only door to pg-boss: lost, doubled and late jobs are harmless, since the rows say what is due. */
export type Queue = {
  /**
   * Asks for a look, in the transaction that writes the row; at once, or not before a moment and then in a second at
   * the soonest. A higher priority goes first; left out, it is the request's.
   */
  look(
    executor: Executor,
    at: Subjects,
    id: string,
    notBefore?: Date | null,
    priority?: number | null,
  ): Promise<void>
  /** The same for many at once of which nobody has asked for a look yet. */
  lookAtNew(executor: Executor, at: Subjects, ids: readonly string[], priority: number): Promise<void>
  /** Asks for looks at a batch by so many workers at once, who share what is left of it. */
  lookTogether(executor: Executor, batch: string, workers: number, priority?: number | null): Promise<void>
  /** Starts workers. A handler's error makes the job come back later. */
  work(handlers: Readonly<Record<Subjects, Handler>>): Promise<void>
  /** Whether the workers run. */
  running(): boolean
  /** Takes nothing more, and waits for what is in hand; what does not end within some seconds is left to others. */
  stop(): Promise<void>
}

/** A job that a worker has. */
export type HeldJob = {
  /** Stays the same when it comes back after its worker died. */
  readonly id: string
  /** How often it came back, the last time since its worker died or took too long; 0 where its handler failed. */
  readonly returned: number
}
export type Handler = (id: string, signal: AbortSignal, job: HeldJob) => Promise<void>

export type Log = (event: string, detail?: Readonly<Record<string, string | number>>) => void

const names: Readonly<Record<Subjects, string>> = {
  request: 'rechtop-request',
  run: 'rechtop-run',
  batch: 'rechtop-batch',
}

const chunk = 1000

/** How long a handler may go on when the process stops, and how long it may take to end once it is told to. */
const grace = 5_000
const farewell = 3_000

/** How many looks of each kind are in hand at once, where nobody says. */
export const usualConcurrency = 4

/** How long a statement of pg-boss's may take, in milliseconds. */
const longest = 30_000

const pace = {
  includeMetadata: true,
  batchSize: 1,
  heartbeatRefreshSeconds: 1,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
  // else a worker waits for the next second or notice after each job, also while thousands are due
  burstWhenReadyExceeds: 1,
} as const

const settings = {
  notify: true,
  heartbeatSeconds: 10,
  expireInSeconds: 3600,
  retentionSeconds: 180 * 24 * 3600,
  deleteAfterSeconds: 3600,
  retryLimit: 1000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
}

export type QueueOptions = {
  /** It only asks for looks: it neither takes any nor minds those that others lost. */
  readonly sendsOnly?: boolean
  /** How many looks of each kind it has in hand at once. */
  readonly concurrency?: number
}

/** Opens the queue in our own database. `now` is the clock by which moments are told to `look`. */
export async function openQueue(
  database: Database,
  log: Log,
  now: () => Date = () => new Date(),
  { sendsOnly = false, concurrency = usualConcurrency }: QueueOptions = {},
): Promise<Queue> {
  const boss = new PgBoss(connectionOf(database, sendsOnly))
  // pg-boss's errors may hold statements: the code is enough to know that something is wrong
  boss.on('error', (error) => log('queue-error', { code: 'code' in error ? String(error.code) : 'unknown' }))
  await boss.start()
  for (const name of Object.values(names)) {
    // one active job per id, further looks wait: no wake-up is lost and no two workers hold one request
    await boss.createQueue(name, { policy: 'singleton', ...settings })
    // a queue that is there already keeps what it was created with
    await boss.updateQueue(name, settings)
  }
  if (database.pglite !== null) await reclaim(database)
  const stopping = new AbortController()
  let running = false
  const look: Queue['look'] = async (executor, at, id, notBefore, given = null) => {
    const name = names[at]
    const delay = notBefore == null ? null : Math.max(1000, notBefore.getTime() - now().getTime())
    const waiting = await raiseWaitingLook(executor, { at, name, id, priority: given, delay })
    if (waiting.raised) return
    const { priority } = waiting
    const later = delay === null ? {} : { startAfter: waiting.at }
    await boss.send(name, { id }, { db: inside(executor), singletonKey: id, priority, ...later })
  }
  const handle = async (
    at: Subjects,
    { id: job, data: { id }, retryCount, output, signal }: JobWithMetadata<{ id: string }>,
    handler: Handler,
  ): Promise<void> => {
    try {
      await handler(id, AbortSignal.any([signal, stopping.signal]), {
        id: job,
        returned: hasFailed(output) ? 0 : retryCount,
      })
    } catch (error) {
      if (stopping.signal.aborted && !signal.aborted) {
        // another worker goes on at once: a job that fails comes back after a pause only
        log('handed-back')
        return database.write((executor) => look(executor, at, id))
      }
      log('handler-error', { name: error instanceof Error ? error.name : 'unknown' })
      // pg-boss stores what is thrown: a text of our own, without the cause
      throw new Error(failed)
    }
  }
  return {
    look,
    lookAtNew: async (executor, at, ids, priority) => {
      for (let from = 0; from < ids.length; from += chunk) {
        const jobs = ids.slice(from, from + chunk).map((id) => ({ data: { id }, singletonKey: id, priority }))
        await boss.insert(names[at], jobs, { db: inside(executor) })
      }
    },
    lookTogether: async (executor, batch, workers, priority = null) => {
      await look(executor, 'batch', batch, null, priority)
      const further = Array.from({ length: workers - 1 }, (_, nth) => ({
        data: { id: batch },
        // one key is one worker's
        singletonKey: `${batch} ${nth + 1}`,
        ...(priority !== null && { priority }),
      }))
      if (further.length > 0) await boss.insert(names.batch, further, { db: inside(executor) })
    },
    work: async (handlers) => {
      for (const at of ['request', 'run', 'batch'] as const) {
        // one batch at a time: it works for hundreds of people at once, and one person must not wait for them
        const options = { ...pace, localConcurrency: at === 'batch' ? 1 : concurrency }
        await boss.work<{ id: string }, void, typeof options>(names[at], options, async ([job]) => {
          if (job === undefined) return
          // an embedded database answers without the event loop: while jobs are due, timers and sockets would get no turn
          await turnOfOthers()
          await handle(at, job, handlers[at])
        })
      }
      running = true
    },
    running: () => running,
    stop: async () => {
      running = false
      const abort = setTimeout(() => stopping.abort(new Error('The process is stopping.')), grace)
      await boss.stop({ graceful: true, timeout: grace + farewell })
      clearTimeout(abort)
    },
  }
}

const failed = 'The handler failed; the job will come back.'

/** Whether the last that came of a job is that its handler failed. */
function hasFailed(output: object | null): boolean {
  return output !== null && 'message' in output && output.message === failed
}

/** pg-boss's statements, run in a transaction of ours. */
function inside(executor: Executor): ReturnType<typeof fromDrizzle> {
  const execute = (query: unknown): Promise<Record<string, unknown>[]> =>
    is(query, SQL) ? rowsOf(executor, query) : Promise.reject(new TypeError('not a statement of Drizzle'))
  return fromDrizzle({ execute }, sql)
}

function connectionOf(database: Database, sendsOnly: boolean): ConstructorOptions {
  const common = {
    schema: 'rechtop_queue',
    useListenNotify: !sendsOnly,
    supervise: !sendsOnly,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    queueCacheIntervalSeconds: 1,
  }
  if (database.pglite !== null) return { ...common, db: fromPglite(database.pglite), backend: 'pglite' }
  // for pg, to which pg-boss hands them on: on a connection on which nothing arrives any more it would wait for ever
  const patience = { query_timeout: longest, keepAlive: true, keepAliveInitialDelayMillis: 10_000 }
  const connection = { connectionString: database.url ?? '', max: 4, application_name: 'rechtop queue' }
  return { ...common, ...connection, ...patience }
}

/** The sole owner of an embedded database need not wait for what its former self had in hand to run out. */
async function reclaim(database: Database): Promise<void> {
  await database.write(async (executor) => {
    await executor.execute(
      sql`update rechtop_queue.job set state = 'retry', start_after = now(), heartbeat_on = null where state = 'active'`,
    )
    await executor.execute(sql`delete from rechtop.chunk_slot`)
  })
}
