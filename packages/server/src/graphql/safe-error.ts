import { GraphQLError } from 'graphql'
import type { Logger } from '../log.ts'
import { isAboutVariable, problemOfQuery } from './query-problem.ts'
import { Refusal } from './refusal.ts'

/** Makes any error safe to send. Doing it twice changes nothing. */
export type ErrorMask = (error: unknown) => GraphQLError

/**
 * A message stays only when it is known to hold nothing that was sent or stored: a refusal of ours, or what the
 * validation says about names in the query. Everything else is masked, and what is our fault is logged by its kind
 * and place: the messages of drivers and scalars hold values.
 */
export function createErrorMask(logger: Logger, { suggests }: { readonly suggests: boolean }): ErrorMask {
  const safe = new WeakSet<object>()
  return (error) => {
    if (error instanceof GraphQLError && safe.has(error)) return error
    const masked = mask(error, logger, suggests)
    safe.add(masked)
    return masked
  }
}

function mask(error: unknown, logger: Logger, suggests: boolean): GraphQLError {
  const origin = originOf(error)
  const outer = error instanceof GraphQLError ? error : null
  const place = { nodes: outer?.nodes, source: outer?.source, positions: outer?.positions, path: outer?.path }
  if (origin instanceof Refusal) {
    const extensions = { ...outer?.extensions, ...origin.extensions }
    return new GraphQLError(origin.message, { ...place, extensions })
  }
  if (
    outer !== null &&
    outer.path === undefined &&
    (origin instanceof GraphQLError || isAboutVariable(outer))
  ) {
    return problemOfQuery(outer, suggests)
  }
  const field = (outer?.path ?? []).filter((step) => typeof step === 'string').join('.')
  const code = origin instanceof Error ? origin.constructor.name : typeof origin
  logger.error({ code, field }, 'unexpected-error')
  const extensions = { code: 'INTERNAL_SERVER_ERROR', unexpected: true }
  return new GraphQLError('Something went wrong on our side.', { ...place, extensions })
}

function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? originOf(error.originalError) : error
}
