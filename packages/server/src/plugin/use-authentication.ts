import type { Plugin } from 'graphql-yoga'
import type { Actor } from '../auth/actor.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { refuse } from '../http/refuse.ts'

/** Who made which request. A request that is not in it was not let in. */
export type Actors = WeakMap<Request, Actor>

/**
 * Lets nobody in without a good bearer token, whatever the path. Health, readiness and the GraphiQL page come before
 * it: they hold no data.
 */
export function useAuthentication(authenticate: Authenticator, actors: Actors): Plugin {
  return {
    async onRequest({ request, endResponse }) {
      const verdict = await authenticate(request)
      switch (verdict.status) {
        case 'accepted':
          actors.set(request, verdict.actor)
          return
        case 'refused':
          endResponse(
            refuse(401, 'UNAUTHENTICATED', 'Send a valid bearer token.', { 'www-authenticate': 'Bearer' }),
          )
          return
        case 'unavailable':
          endResponse(refuse(503, 'AUTHENTICATION_UNAVAILABLE', 'Tokens cannot be checked now: try again.'))
      }
    },
  }
}
