import type { Plugin } from 'graphql-yoga'
import { Refusal } from '../graphql/refusal.ts'

const mostOperations = 16

/**
 * Carries out only so many operations at a time. One ends when it has its answer, a subscription when it begins to
 * stream, and any when whoever asked has gone: what it began ends by the signal of the request.
 */
export function useOperationLimit(): Plugin {
  let running = 0
  return {
    onParams({ request, paramsHandler, setParamsHandler, setResult }) {
      if (running >= mostOperations) {
        const http = { status: 503, headers: { 'retry-after': '1' } }
        setResult({ errors: [new Refusal('BUSY', 'The server is busy: try again in a second.', { http })] })
        return
      }
      setParamsHandler(async (payload) => {
        let isRunning = true
        const end = (): void => {
          if (isRunning) running -= 1
          isRunning = false
        }
        running += 1
        request.signal.addEventListener('abort', end, { once: true })
        try {
          return await paramsHandler(payload)
        } finally {
          request.signal.removeEventListener('abort', end)
          end()
        }
      })
    },
  }
}
