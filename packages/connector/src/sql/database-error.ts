import {
  blocked,
  FailureError,
  misconfigured,
  permanent,
  transient,
  unauthorized,
  type Failure,
} from '../failure.ts'

/** A statement failed. What the driver said stays behind, since it repeats the parameters. */
export class StatementError extends FailureError {
  /** The SQLSTATE, or null when the database did not answer. */
  readonly state: string | null

  constructor(state: string | null) {
    super(failureOfState(state))
    this.name = 'StatementError'
    this.state = state
  }

  /** The same statements may well pass at once: another transaction was in the way. */
  get isConflict(): boolean {
    return this.state === '40001' || this.state === '40P01'
  }

  /** No other statement would have fared better: the database is away, exhausted, or does not know us. */
  get isOutage(): boolean {
    return this.state === null || /^(08|28|3D|53|57P)/.test(this.state)
  }
}

/** The error of a driver, which Drizzle may have wrapped, as a `StatementError`. */
export function toStatementError(thrown: unknown): StatementError {
  let cause = thrown
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) {
      return new StatementError(cause.code)
    }
    cause = cause.cause
  }
  return new StatementError(null)
}

function failureOfState(state: string | null): Failure {
  if (state === null) return transient
  if (/^(08|40001|40P01|53|55P03|57)/.test(state)) return transient
  if (state === '42501' || state.startsWith('28')) return unauthorized()
  if (state.startsWith('3D')) return misconfigured('database')
  if (state === '23503') return blocked('a row in another table refers to it')
  if (state.startsWith('23')) return permanent('a constraint of the database forbids it')
  if (state === '42P01' || state === '42703') {
    return permanent('the database lacks a table or a column that the connector declares')
  }
  return permanent('the database refused the statement')
}
