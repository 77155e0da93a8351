import {
  blocked,
  FailureError,
  misconfigured,
  permanent,
  transient,
  unauthorized,
  type Failure,
} from '../failure.ts'

/** What an error of the database means, for all databases alike. */
export type Meaning = {
  readonly failure: Failure
  /** The same statements may well pass at once: another transaction was in the way. */
  readonly isConflict?: boolean
  /** No other statement would have fared better: the database is away, exhausted, or does not know us. */
  readonly isOutage?: boolean
  /** A row with such a value is there already. */
  readonly isDuplicate?: boolean
  /** The whole transaction is undone, so that nothing more may be done in it: not even from a savepoint on. */
  readonly endsTransaction?: boolean
}

/** A statement failed. What the driver said stays behind, since it repeats the parameters. */
export class StatementError extends FailureError {
  /** The SQLSTATE or number of the error, or null when the database did not answer. */
  readonly state: string | null
  readonly isConflict: boolean
  readonly isOutage: boolean
  readonly isDuplicate: boolean
  readonly endsTransaction: boolean

  constructor(state: string | null, meaning: Meaning = meaningOfState(state)) {
    super(meaning.failure)
    this.name = 'StatementError'
    this.state = state
    this.isConflict = meaning.isConflict ?? false
    this.isOutage = meaning.isOutage ?? false
    this.isDuplicate = meaning.isDuplicate ?? false
    this.endsTransaction = meaning.endsTransaction ?? this.isOutage
  }
}

/** What a SQLSTATE of PostgreSQL means. */
function meaningOfState(state: string | null): Meaning {
  return {
    failure: failureOfState(state),
    isConflict: state === '40001' || state === '40P01',
    isOutage: state === null || /^(08|28|3D|53|57P)/.test(state),
    isDuplicate: state === '23505',
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
