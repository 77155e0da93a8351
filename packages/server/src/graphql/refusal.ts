import { GraphQLError } from 'graphql'

export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'QUERY_TOO_LARGE'
  | 'TOO_MANY_STREAMS'
  | 'BUSY'
  | 'UNAVAILABLE'

/**
 * An error whose text is for whoever asked. Its texts are literals of ours and never hold a value that was sent or
 * stored; any other error is masked.
 */
export class Refusal extends GraphQLError {
  constructor(code: RefusalCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { code, ...details } })
    this.name = 'Refusal'
  }
}
