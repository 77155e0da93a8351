import { setTimeout } from 'node:timers/promises'
import { createPool, type Pool, type PoolConnection } from 'mysql2'
import type { SqlConfig } from '../config.ts'
import { addressOf } from './address.ts'

/** A pool whose connections all have the same settings, whatever the server's are. */
export function openPool(
  url: string,
  { poolSize, statementTimeoutMs }: SqlConfig,
): { readonly pool: Pool; readonly close: () => Promise<void> } {
  const pool = createPool({
    ...addressOf(url),
    connectionLimit: poolSize,
    connectTimeout: 10_000,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    timezone: 'Z',
    multipleStatements: false,
    stringifyObjects: true,
  })
  const open = new Set<PoolConnection>()
  pool.on('connection', (connection) => {
    open.add(connection)
    connection.once('end', () => open.delete(connection))
    connection.on('error', () => open.delete(connection))
    for (const setting of settings(statementTimeoutMs)) {
      // without these a value could get out of its quotes, so that such a connection is not used
      connection.query(setting, (error) => {
        if (error !== null) connection.destroy()
      })
    }
  })
  return { pool, close: () => closeAll(pool, open) }
}

function settings(timeoutMs: number): string[] {
  // a wait for a lock that takes too long can undo the whole transaction, so that the statement is to end before
  const seconds = Math.ceil(timeoutMs / 1000) + 1
  return [
    `set session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
      time_zone = '+00:00', innodb_lock_wait_timeout = ${seconds}, lock_wait_timeout = ${seconds},
      max_statement_time = ${timeoutMs / 1000}`,
    'set session transaction isolation level read committed',
  ]
}

/** A server that hangs never answers a farewell. */
async function closeAll(pool: Pool, open: ReadonlySet<PoolConnection>): Promise<void> {
  const ended = pool
    .promise()
    .end()
    .catch(() => {})
  await Promise.race([ended, setTimeout(5_000, undefined, { ref: false })])
  for (const connection of open) connection.destroy()
}
