import { blocked, misconfigured, permanent, transient, unauthorized } from '../../failure.ts'
import { StatementError, type Meaning } from '../database-error.ts'

/** The server takes back all that the transaction did. What comes after it would stand by itself. */
const rolledBack: Meaning = { failure: transient, endsTransaction: true }
const conflict: Meaning = { ...rolledBack, isConflict: true }
const away: Meaning = { failure: transient, isOutage: true }
const refusedUs: Meaning = { failure: unauthorized(), isOutage: true }
const lacking = permanent('the database lacks a table or a column that the connector declares')
const forbidden = permanent('a constraint of the database forbids it')

const groups: readonly (readonly [Meaning, readonly number[]])[] = [
  [conflict, [1213, 1020]],
  // a wait for a lock that took too long, and a savepoint that is gone
  [rolledBack, [1205, 1305]],
  // out of time, interrupted, or the table was being altered at the same moment
  [{ failure: transient }, [1969, 3024, 1317, 1412, 1615, 1684]],
  // too many connections, shut down, killed, the disk or memory is full
  [away, [1040, 1203, 1226, 1053, 1927, 1129, 1021, 1037, 1041, 1114, 1206]],
  [refusedUs, [1045, 1044, 1698, 1130]],
  [{ failure: misconfigured('database'), isOutage: true }, [1049, 1290, 1836, 1792]],
  [{ failure: unauthorized() }, [1142, 1143, 1227, 1370]],
  [{ failure: lacking }, [1146, 1054]],
  [{ failure: blocked('a row in another table refers to it') }, [1451, 1217]],
  [{ failure: forbidden, isDuplicate: true }, [1062]],
  [{ failure: forbidden }, [1048, 1452, 4025, 3819, 1406, 1264, 1366, 1265, 1292]],
  // larger than the server takes at once: a part of it may pass
  [{ failure: permanent('the database refused the statement'), endsTransaction: true }, [1153]],
]
const meanings = new Map(groups.flatMap(([meaning, numbers]) => numbers.map((number) => [number, meaning])))
const refused: Meaning = { failure: permanent('the database refused the statement') }

/** The error of the driver, which Drizzle may have wrapped. Its own texts repeat values, so none is taken over. */
export function toMariadbError(thrown: unknown): unknown {
  let cause = thrown
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if (cause instanceof StatementError) return cause
    const number = 'errno' in cause && 'sqlState' in cause ? cause.errno : undefined
    if (typeof number === 'number' && number > 0) {
      return new StatementError(String(number), meanings.get(number) ?? refused)
    }
    cause = cause.cause
  }
  return new StatementError(null)
}

/** The rows are not those any more that were counted: done again from the start, they agree. */
export function changedMeanwhile(): StatementError {
  return new StatementError('changed', { failure: transient, isConflict: true })
}

/** The transaction is gone: what was done in it is undone, and nothing more may be. */
export function transactionLost(): StatementError {
  return new StatementError('lost', rolledBack)
}

/** The role may do it not at all, as opposed to what is wrong with the statement. */
export function isForbidden(error: StatementError): boolean {
  return ['1142', '1143', '1227', '1370'].includes(error.state ?? '')
}
