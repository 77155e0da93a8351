import type { Plugin } from 'graphql-yoga'
import type { ErrorMask } from '../graphql/safe-error.ts'

/** Every error of every answer goes through the mask: also those of requests that never became an operation. */
export function useSafeErrors(mask: ErrorMask): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || !('errors' in result) || result.errors === undefined) return
      setResult({ ...result, errors: result.errors.map(mask) })
    },
  }
}
