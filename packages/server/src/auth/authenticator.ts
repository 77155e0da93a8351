import type { JudgeToken, Verdict } from './actor.ts'
import { createDevelopmentJudge } from './development-token.ts'
import { createOidcJudge } from './oidc.ts'

/** Who says which tokens are good: an OpenID Connect issuer, or, on a machine of one's own, one fixed token. */
export type AuthConfig =
  | { readonly issuer: string; readonly audience: string }
  | { readonly developmentToken: string }

/** Judges the bearer token of a request. Cookies and tokens in a URL are never looked at. */
export type Authenticator = (request: Request) => Promise<Verdict>

const longestToken = 16_384

export function createAuthenticator(auth: AuthConfig): Authenticator {
  const judge: JudgeToken =
    'developmentToken' in auth ? createDevelopmentJudge(auth.developmentToken) : createOidcJudge(auth)
  return async (request) => {
    const token = /^Bearer ([^\s]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined || token.length > longestToken) return { status: 'refused' }
    return judge(token)
  }
}
