import type { Plugin } from 'graphql-yoga'
import { Refusal } from '../graphql/refusal.ts'
import type { Actors } from './use-authentication.ts'

/** In bytes: of anything, and of a list of people to erase, which is a thousand at most. */
const largest = 100_000
export const largestList = 1_000_000

/**
 * Refuses what is larger than a question has reason to be. Only who may erase, and does, may send more, since the
 * people are listed in the variables.
 */
export function useBodyLimit(actors: Actors): Plugin {
  return {
    onRequest({ request, endResponse }) {
      const mayList = actors.get(request)?.scopes.has('subject:erase') === true
      const declared = Number(request.headers.get('content-length') ?? 0)
      if (declared > largest && !mayList) endResponse(new Response(null, { status: 413 }))
    },
    onParams({ request, params: { query = '', variables = {} }, setResult }) {
      const mayList = actors.get(request)?.scopes.has('subject:erase') === true
      if (mayList && query.length <= largest && /\bsubjectErase\b/.test(query)) return
      if (query.length + JSON.stringify(variables).length <= largest) return
      const http = { status: 413 }
      setResult({ errors: [new Refusal('QUERY_TOO_LARGE', 'The request is too large.', { http })] })
    },
  }
}
