import type { Plugin } from 'graphql-yoga'
import { refuse } from '../http/refuse.ts'

/**
 * GraphQL is sent as JSON by POST and in no other way: a form, a link or plain text is what another site can make a
 * browser send, and a query in a URL would put personal data into logs. Whatever the path: Yoga takes more paths for
 * its endpoint than the one that it is given.
 */
export function useJsonOnly(): Plugin {
  return {
    onRequest({ request, endResponse }) {
      if (request.method !== 'POST') {
        endResponse(refuse(405, 'METHOD_NOT_ALLOWED', 'Send GraphQL by POST.', { allow: 'POST' }))
        return
      }
      const [type] = (request.headers.get('content-type') ?? '').split(';')
      if (type?.trim().toLowerCase() === 'application/json') return
      endResponse(refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send GraphQL as application/json.'))
    },
  }
}
