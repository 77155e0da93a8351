import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database, Executor } from './database.ts'
import { inTime, type Patience } from './in-time.ts'
import type { Destination } from './moved-note.ts'
import { fromDriver } from './store-error.ts'

/** Seconds that work beside a late one still gets on connections that are given up. */
const grace = 5

/**
 * A database on a PostgreSQL server. A statement is waited for so many milliseconds; whoever waited in vain gives up
 * all connections for new ones: the server ends slow statements sooner by itself, so that a late answer means that
 * none comes.
 */
export function openPostgres(url: string, limit: number): Database {
  let pool = createPool(url)
  const leaving = new Set<Promise<void>>()
  const leave = (client: postgres.Sql): void => {
    const left = client.end({ timeout: grace }).finally(() => leaving.delete(left))
    leaving.add(left)
  }
  const guard = async <T>(
    milliseconds: number,
    work: (executor: Executor, patience: Patience) => Promise<T>,
  ): Promise<T> => {
    const used = pool
    const onLate = (): void => {
      if (pool !== used) return
      pool = createPool(url)
      leave(used)
    }
    try {
      return await inTime(
        milliseconds,
        (patience) => work(drizzle(used, { logger: { logQuery: patience.renew } }), patience),
        onLate,
      )
    } catch (error) {
      throw fromDriver(error) ?? error
    }
  }
  return {
    pglite: null,
    url,
    read: (work) => guard(limit, work),
    write: (work, longer = limit) =>
      guard(longer, (executor, { check }) =>
        executor.transaction(async (transaction) => {
          check()
          const result = await work(transaction)
          // whoever asked was told that it failed
          check()
          return result
        }),
      ),
    close: async () => {
      leave(pool)
      await Promise.all(leaving)
    },
  }
}

/** Where this URL leads, as the driver reads it. Null: it is no PostgreSQL address. */
export function destinationOf(url: string): Destination | null {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return null
  // nothing is opened before the first statement
  const { host, port, path, database } = postgres(url).options
  return { host: path || (host[0] ?? ''), port: port[0] ?? 5432, database }
}

function createPool(url: string): postgres.Sql {
  return postgres(url, {
    max: 8,
    connect_timeout: 5,
    // after an outage the first question may be the one that connects again: it shall not wait
    backoff: (attempt) => Math.min(1, 2 ** attempt / 20),
    keep_alive: 10,
    transform: { undefined: null },
    connection: {
      statement_timeout: 25_000,
      // a worker that freezes within a transaction would hold its locks against all others for hours
      idle_in_transaction_session_timeout: 20_000,
      application_name: 'rechtop',
    },
    onnotice: () => {},
  })
}
