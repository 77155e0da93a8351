import type { ExecutionResult } from 'graphql'
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga'
import type { SafeErrors } from '../graphql/safe-error.ts'

/** Makes the executor tell the type and field of an error. */
const withCoordinates = { schemaCoordinateInErrors: true }

/**
 * Every error of every answer goes through the mask: also those of requests that never became an operation. What went
 * wrong after whoever asked had gone is not reported: it is their going.
 */
export function useSafeErrors({ mask, report }: SafeErrors): Plugin {
  return {
    onExecute({ args }) {
      Object.assign(args, withCoordinates)
    },
    onSubscribe({ args }) {
      Object.assign(args, withCoordinates)
    },
    onResultProcess({ request, result, setResult }) {
      const makeSafe = (one: ExecutionResult): ExecutionResult => {
        if (one.errors === undefined) return one
        const errors = one.errors.map(mask)
        if (!request.signal.aborted) errors.forEach(report)
        return { ...one, errors }
      }
      if (Array.isArray(result)) return
      setResult(isAsyncIterable(result) ? mapAsyncIterator(result, makeSafe) : makeSafe(result))
    },
  }
}
