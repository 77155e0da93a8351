import type { Plugin } from 'graphql-yoga'
import { logFault, type Logger } from '../log.ts'

/** The adapter answers an error with its stack, its message or its name: this one has none of them. */
class BareFailure extends Error {
  override readonly name = ''
  override readonly stack = ''
}

/** What a plugin throws outside of an operation becomes a 500 without a text. */
export function useBareFailure(logger: Logger): Plugin {
  return {
    instrumentation: {
      async request({ request }, answer) {
        try {
          await answer()
        } catch (error) {
          if (!request.signal.aborted) logFault(logger, error, '')
          throw new BareFailure()
        }
      },
    },
  }
}
