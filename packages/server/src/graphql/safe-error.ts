import { GraphQLError } from 'graphql'
import { logFault, type Logger } from '../log.ts'
import { isOutage, unavailable } from './outage.ts'
import { isAboutValue, isAboutVariable, problemOfQuery, textOfWrongValue } from './query-problem.ts'
import { Refusal } from './refusal.ts'

export type SafeErrors = {
  /** Makes any error safe to send. Doing it twice changes nothing. */
  mask(error: unknown): GraphQLError
  /** Logs a masked error that is our fault. Doing it twice changes nothing. */
  report(error: GraphQLError): void
}

type Fault = { readonly error: unknown; readonly field: string }
type Masked = { readonly error: GraphQLError; readonly fault: Fault | null }

/**
 * A message stays only when it is known to hold nothing that was sent or stored: a refusal of ours, or what the
 * validation says about names in the query. Everything else is masked, and what is our fault can be reported.
 */
export function createSafeErrors(logger: Logger, { suggests }: { readonly suggests: boolean }): SafeErrors {
  const faults = new WeakMap<GraphQLError, Fault | null>()
  return {
    mask(error) {
      if (error instanceof GraphQLError && faults.has(error)) return error
      const masked = mask(error, suggests)
      faults.set(masked.error, masked.fault)
      return masked.error
    },
    report(error) {
      const fault = faults.get(error) ?? null
      if (fault === null) return
      faults.set(error, null)
      logFault(logger, fault.error, fault.field)
    },
  }
}

function mask(error: unknown, suggests: boolean): Masked {
  const origin = originOf(error)
  const outer = error instanceof GraphQLError ? error : null
  const place = { nodes: outer?.nodes, source: outer?.source, positions: outer?.positions, path: outer?.path }
  if (origin instanceof Refusal) {
    const extensions = { ...outer?.extensions, ...origin.extensions }
    return harmless(new GraphQLError(origin.message, { ...place, extensions }))
  }
  if (
    outer !== null &&
    outer.path === undefined &&
    (origin instanceof GraphQLError || isAboutVariable(outer))
  ) {
    return harmless(problemOfQuery(outer, suggests))
  }
  if (origin instanceof GraphQLError && isAboutValue(origin)) {
    // a variable that may be null came to where nothing may be null: only carrying it out shows that
    const extensions = { code: 'BAD_USER_INPUT' }
    return harmless(new GraphQLError(textOfWrongValue, { ...place, extensions }))
  }
  const fault = { error: origin, field: outer === null ? '' : fieldOf(outer) }
  if (isOutage(origin)) {
    const extensions = { code: 'UNAVAILABLE', retryable: true }
    return { error: new GraphQLError(unavailable, { ...place, extensions }), fault }
  }
  const extensions = { code: 'INTERNAL_SERVER_ERROR', unexpected: true }
  return {
    error: new GraphQLError('Something went wrong on our side.', { ...place, extensions }),
    fault,
  }
}

const harmless = (error: GraphQLError): Masked => ({ error, fault: null })

/** The field by its name in the schema: the path has the names that whoever asked gave, which can be anything. */
function fieldOf(error: GraphQLError): string {
  return 'coordinate' in error && typeof error.coordinate === 'string' ? error.coordinate : ''
}

function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error
}
