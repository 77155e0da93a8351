import type { SQL } from 'drizzle-orm'

/** What all drivers' databases, and transactions in them, can do. */
export type Executor = {
  execute(query: SQL): PromiseLike<unknown>
  transaction<T>(work: (transaction: Executor) => Promise<T>): Promise<T>
}
