import type { Plugin } from 'graphql-yoga'
import type { Context } from '../graphql/context.ts'

/** Says in each answer what could not be read: `extensions.incomplete`. */
export function useIncomplete(): Plugin<Context> {
  return {
    onExecute() {
      return {
        onExecuteDone({ args, result, setResult }) {
          if (Symbol.asyncIterator in result) return
          const { gaps } = args.contextValue.incomplete
          if (gaps.length > 0)
            setResult({ ...result, extensions: { ...result.extensions, incomplete: gaps } })
        },
      }
    },
  }
}
