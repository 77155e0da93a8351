import { is, SQL, sql } from 'drizzle-orm'
import { fromDrizzle, fromPglite, PgBoss, type ConstructorOptions } from 'pg-boss'
import { rowsOf, type Database, type Executor } from '../store/database.ts'

/** What a job can be about. A job holds an id and means only "look at it again". */
export type Subjects = 'request' | 'run'

/** The only door to pg-boss: lost, doubled and late jobs are harmless, since the rows say what is due. */
export type Queue = {
  /** Asks for a look, in the transaction that writes the row; at once, or not before a moment. */
  look(executor: Executor, at: Subjects, id: string, notBefore?: Date | null): Promise<void>
  /** Starts workers. A handler's error makes the job come back later. */
  work(
    handlers: Readonly<Record<Subjects, (id: string, signal: AbortSignal) => Promise<void>>>,
  ): Promise<void>
  /** Whether the workers run. */
  running(): boolean
  /** Waits for what is in hand. */
  stop(): Promise<void>
}

export type Log = (event: string, detail?: Readonly<Record<string, string | number>>) => void

const names: Readonly<Record<Subjects, string>> = { request: 'rechtop-request', run: 'rechtop-run' }

/** Opens the queue in our own database. */
export async function openQueue(database: Database, log: Log): Promise<Queue> {
  const boss = new PgBoss(connectionOf(database))
  // pg-boss's errors may hold statements: the code is enough to know that something is wrong
  boss.on('error', (error) => log('queue-error', { code: 'code' in error ? String(error.code) : 'unknown' }))
  await boss.start()
  for (const name of Object.values(names)) {
    const options = {
      // one active job per id, further looks wait: no wake-up is lost and no two workers hold one request
      policy: 'singleton' as const,
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
    await boss.createQueue(name, options)
  }
  if (database.pglite !== null) await reclaim(database)
  let running = false
  return {
    look: async (executor, at, id, notBefore) => {
      const later = notBefore == null ? {} : { startAfter: notBefore }
      await boss.send(names[at], { id }, { db: inside(executor), singletonKey: id, ...later })
    },
    work: async (handlers) => {
      for (const at of ['request', 'run'] as const) {
        await boss.work<{ id: string }>(
          names[at],
          {
            batchSize: 1,
            localConcurrency: 4,
            heartbeatRefreshSeconds: 1,
            pollingIntervalSeconds: 1,
            notifyPollingIntervalSeconds: 1,
          },
          async ([job]) => {
            if (job === undefined) return
            try {
              await handlers[at](job.data.id, job.signal)
            } catch (error) {
              log('handler-error', { name: error instanceof Error ? error.name : 'unknown' })
              // pg-boss stores what is thrown: a text of our own, without the cause
              throw new Error('The handler failed; the job will come back.')
            }
          },
        )
      }
      running = true
    },
    running: () => running,
    stop: async () => {
      running = false
      await boss.stop({ graceful: true, timeout: 20_000 })
    },
  }
}

/** pg-boss's statements, run in a transaction of ours. */
function inside(executor: Executor): ReturnType<typeof fromDrizzle> {
  const execute = (query: unknown): Promise<Record<string, unknown>[]> =>
    is(query, SQL) ? rowsOf(executor, query) : Promise.reject(new TypeError('not a statement of Drizzle'))
  return fromDrizzle({ execute }, sql)
}

function connectionOf(database: Database): ConstructorOptions {
  const pace = {
    schema: 'rechtop_queue',
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  }
  if (database.pglite !== null) return { ...pace, db: fromPglite(database.pglite), backend: 'pglite' }
  return { ...pace, connectionString: database.url ?? '', max: 4, application_name: 'rechtop queue' }
}

/** The sole owner of an embedded database need not wait for the heartbeats of its former self to run out. */
async function reclaim(database: Database): Promise<void> {
  await database.read((executor) =>
    executor.execute(
      sql`update rechtop_queue.job set state = 'retry', start_after = now(), heartbeat_on = null where state = 'active'`,
    ),
  )
}
