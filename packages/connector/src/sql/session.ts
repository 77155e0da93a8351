import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { Context } from '../connector.ts'
import { FailureError } from '../failure.ts'
import type { SqlClient } from './client.ts'
import type { SqlConfig } from './config.ts'
import { StatementError, toStatementError } from './database-error.ts'
import type { Executor } from './executor.ts'

/** A database, or a transaction in it, for the duration of one call. */
export type Session = {
  readonly executor: Executor
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

export type SqlContext = Context<SqlConfig, SqlClient>

/** How much later than the database's own timeout we give up on an answer. */
const grace = 5_000

export function sessionOf(context: SqlContext): Session {
  const { client, config, signal } = context
  return { executor: client.database, signal, deadlineMs: config.statementTimeoutMs + grace }
}

/**
 * The rows of one statement. Ends with the signal's reason when that aborts, and with a `StatementError` when the
 * database refuses or does not answer in time: a promise of the driver may never settle.
 */
export async function rowsOf<Row>(session: Session, query: SQL, row: z.ZodType<Row>): Promise<Row[]> {
  session.signal.throwIfAborted()
  // Drizzle's query starts when it is awaited
  const result = await settle(session, (async () => await session.executor.execute(query))())
  return row.array().parse(rowsIn(result))
}

/** postgres.js answers with the rows, PGlite with an object that has them. */
function rowsIn(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'rows' in result ? result.rows : result
}

/**
 * Runs the work in a transaction, or in a savepoint of one. BEGIN and COMMIT have a deadline each, as every
 * statement of the work has: a connection that hangs cannot hang us.
 */
export async function inTransaction<T>(session: Session, work: (inner: Session) => Promise<T>): Promise<T> {
  session.signal.throwIfAborted()
  const begun = Promise.withResolvers<void>()
  const worked = Promise.withResolvers<void>()
  let abandoned = false
  const whole = session.executor.transaction(async (executor) => {
    begun.resolve()
    try {
      if (abandoned) throw new StatementError(null)
      return await work({ ...session, executor })
    } finally {
      worked.resolve()
    }
  })
  try {
    await settle(session, Promise.race([begun.promise, whole]))
    await Promise.race([worked.promise, whole])
    return await settle(session, whole)
  } catch (thrown) {
    abandoned = true
    throw thrown
  }
}

async function settle<T>(session: Session, promise: Promise<T>): Promise<T> {
  const { signal, deadlineMs } = session
  const ended = Promise.withResolvers<never>()
  const onAbort = (): void => ended.reject(signal.reason)
  const timer = setTimeout(() => ended.reject(new StatementError(null)), deadlineMs)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([promise, ended.promise])
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    throw thrown instanceof FailureError ? thrown : toStatementError(thrown)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
