import { OwnError } from '../own-error.ts'

/**
 * A statement of ours failed. `code` is PostgreSQL's SQLSTATE or the driver's word, "TIMEOUT" when our own patience
 * ended, or "unknown".
 */
export class StoreError extends OwnError {
  readonly code: string
  /** The database could not be reached or had no room: the same can succeed a moment later. */
  readonly isOutage: boolean

  constructor(code: string) {
    super(`Rechtop's own database refused a statement (SQLSTATE ${code}).`)
    this.name = 'StoreError'
    this.code = code
    this.isOutage = outages.some((outage) => outage.test(code))
  }
}

const outages = [
  // connection exceptions, insufficient resources, operator intervention (a restart, a statement that took too long)
  /^(08|53|57)...$/,
  // serialization failure, deadlock, lock not to be had, a transaction that stood still, a server that takes no writes
  /^(40001|40P01|55P03|25P03|25006)$/,
  /^(TIMEOUT|CONNECT_TIMEOUT|CONNECTION_\w+)$/,
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN)$/,
]

/** Drivers put parameters in their messages; only the code may go on. Null: it was no driver. */
export function fromDriver(error: unknown): StoreError | null {
  let isStatement = false
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return new StoreError(current.code)
    isStatement ||= current.name === 'DrizzleQueryError'
  }
  return isStatement ? new StoreError('unknown') : null
}
