import type { SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/mysql2'
import { z } from 'zod'
import type { SqlConfig } from '../config.ts'
import type { Executor } from '../executor.ts'
import { toMariadbError, transactionLost } from './database-error.ts'
import { openPool } from './pool.ts'

/** What a statement that changes rows answers with: how many it has changed. */
export const Changed = z.object({ affected: z.number() })

/** Opens a pool of connections, lazily. */
export function openMariadb(
  url: string,
  config: SqlConfig,
): { readonly database: Executor; readonly close: () => Promise<void> } {
  const { pool, close } = openPool(url, config)
  return { database: executorOf(drizzle({ client: pool }), false), close }
}

type Drizzle = {
  execute(query: SQL): PromiseLike<unknown>
  transaction<T>(work: (transaction: Drizzle) => Promise<T>): Promise<T>
}

const Header = z.object({ affectedRows: z.number(), serverStatus: z.number() })
const inTransaction = 1

function executorOf(database: Drizzle, isTransaction: boolean): Executor {
  return {
    async execute(query) {
      try {
        return rowsIn(await database.execute(query), isTransaction)
      } catch (thrown) {
        throw toMariadbError(thrown)
      }
    },
    async transaction(work) {
      // Drizzle would tell that the savepoint is gone, and not the deadlock that took it away
      const failure: { thrown?: unknown } = {}
      try {
        return await database.transaction(async (inner) => {
          try {
            return await work(executorOf(inner, true))
          } catch (thrown) {
            failure.thrown = thrown
            throw thrown
          }
        })
      } catch (thrown) {
        throw 'thrown' in failure ? failure.thrown : toMariadbError(thrown)
      }
    },
  }
}

/** The driver answers with the rows and what it knows of their columns; or with a header, for a change. */
function rowsIn(answer: unknown, isTransaction: boolean): unknown {
  const result: unknown = Array.isArray(answer) ? answer[0] : answer
  if (Array.isArray(result)) return result
  const { affectedRows, serverStatus } = Header.parse(result)
  // after a deadlock every further change would be committed by itself
  if (isTransaction && (serverStatus & inTransaction) === 0) throw transactionLost()
  return [{ affected: affectedRows }]
}
