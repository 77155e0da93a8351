import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Answer, Call, Route } from './answer.ts'
import { created, forbidden, invalidToken, ok, unauthenticated } from './answer.ts'
import type { FakeState } from './state.ts'

export type AccessOptions = {
  /** A token made by hand: it does not end by itself. */
  readonly token: string
  /** An OAuth client; left out: there is none. */
  readonly client?: { readonly id: string; readonly secret: string } | undefined
  /** How long a token of the client lasts, in seconds. */
  readonly tokenSeconds?: number | undefined
  readonly scopes?: readonly string[] | undefined
  /** Of the token's owner. */
  readonly role: 'admin' | 'agent'
}

/** Who may do what. */
export type Access = {
  /** Looks at a call before its route does; an answer refuses it. */
  authorize(call: Call, route: Pick<Route, 'admin'> | null): Answer | null
  /** Whether the call comes with a token that holds. */
  isKnown(call: Call): boolean
  scopes(): readonly string[]
  /** Ends all tokens of the client, as time would. */
  expireTokens(): void
  /** Somebody takes a scope from the client and its tokens. */
  revokeScope(scope: string): void
  readonly routes: readonly Route[]
}

const Grant = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.string(),
})

export function createAccess(
  { token, client, tokenSeconds = 1800, scopes: given = ['read', 'write'], role }: AccessOptions,
  state: FakeState,
  clock: () => Date,
): Access {
  let scopes = [...given]
  const lasting = ({ expires_at }: FakeState['tokens'][number]): boolean =>
    expires_at === null || expires_at > clock().getTime()
  const isKnown = ({ headers }: Call): boolean => {
    const shown = headers.get('authorization')
    return shown === `Bearer ${token}` || state.tokens.some((one) => isShown(one, shown) && lasting(one))
  }
  const may = (verb: 'read' | 'write', path: string): boolean => {
    const domain = /^\/api\/v2\/(?:deleted_|suspended_)?(\w+)/.exec(path)?.[1] ?? ''
    return scopes.includes(verb) || scopes.includes(`${domain}:${verb}`)
  }

  return {
    isKnown,
    scopes: () => scopes,
    authorize(call, route) {
      if (call.path === '/oauth/tokens' || call.path === '/api/v2/users/me') return null
      if (!isKnown(call)) {
        const ended = state.tokens.some((one) => isShown(one, call.headers.get('authorization')))
        return ended ? invalidToken : unauthenticated
      }
      if (!may(call.method === 'GET' ? 'read' : 'write', call.path)) return forbidden
      return route?.admin === true && role !== 'admin' ? forbidden : null
    },
    expireTokens() {
      const now = clock().getTime()
      const ended = state.tokens.map((one) => ({ ...one, expires_at: now }))
      state.tokens.splice(0, Infinity, ...ended)
    },
    revokeScope: (scope) => void (scopes = scopes.filter((one) => one !== scope)),
    routes: [
      {
        method: 'post',
        path: '/oauth/tokens',
        answer(_world, { body }) {
          const grant = Grant.safeParse(body).data
          if (grant === undefined || grant.client_id !== client?.id || grant.client_secret !== client.secret)
            return { status: 401, body: { error: 'invalid_client' } }
          if (!grant.scope.split(' ').every((scope) => scopes.includes(scope)))
            return { status: 400, body: { error: 'invalid_scope' } }
          const access_token = randomUUID()
          state.tokens.push({ token: access_token, expires_at: clock().getTime() + tokenSeconds * 1000 })
          return created({ access_token, token_type: 'bearer', scope: grant.scope, expires_in: tokenSeconds })
        },
      },
      {
        method: 'get',
        path: '/api/v2/oauth/tokens/current',
        answer: (world) => ok({ token: { id: 1, user_id: world.me, scopes: world.scopes } }),
      },
    ],
  }
}

const isShown = ({ token }: FakeState['tokens'][number], shown: string | null): boolean =>
  shown === `Bearer ${token}`
