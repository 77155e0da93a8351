import { complexityFromQuery } from '@pothos/plugin-complexity'
import { getOperationAST, GraphQLError, Kind, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { Refusal } from '../graphql/refusal.ts'

const deepest = 11
const costliest = 30_000

type Operation = {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined
}

/**
 * Refuses an operation that would cost too much, before its first resolver. Not a validation rule: the cost hangs on
 * the variables, and what validation finds is remembered for the same text with other variables.
 */
export function useQueryCost(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = findExcess(args)
      if (error !== null) setResultAndStopExecution({ errors: [error] })
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = findExcess(args)
      if (error !== null) setResultAndStopExecution({ errors: [error] })
    },
  }
}

function findExcess({ schema, document, operationName, variableValues }: Operation): GraphQLError | null {
  const operation = getOperationAST(document, operationName)
  if (!operation) return null
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  try {
    const { depth, complexity } = complexityFromQuery(
      { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
      { schema, variables: { ...variableValues } },
    )
    if (depth <= deepest && complexity <= costliest) return null
    return new Refusal('QUERY_TOO_LARGE', 'The query is too large: ask for less at a time.')
  } catch (error) {
    // its variables cannot be read: refused with what is wrong with them
    return error instanceof GraphQLError
      ? error
      : new Refusal('BAD_USER_INPUT', 'The query cannot be weighed.')
  }
}
