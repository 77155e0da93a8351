import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { Provider } from 'oidc-provider'
import { allScopes, type Scope } from '../src/auth/scope.ts'
import { listenOn } from '../src/http/listen.ts'

export const audience = 'https://rechtop.test'

/** A real OpenID Connect issuer on this machine. */
export type Issuer = {
  readonly url: string
  /** A token from its token endpoint, by client credentials. */
  token(scopes: readonly Scope[], resource?: string): Promise<string>
  /** A token signed with its key that it would not itself give out. */
  forge(claims: Readonly<Record<string, unknown>>, key?: CryptoKey): Promise<string>
  close(): Promise<void>
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const http = createServer()
  const { url, close } = await listenOn(http, 0, '127.0.0.1')
  const provider = new Provider(url, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'privacy-office',
        client_secret: 'a-secret-for-tests',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    scopes: ['openid', ...allScopes],
    ttl: { ClientCredentials: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: allScopes.join(' '),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  http.on('request', provider.callback())
  return {
    url,
    close,
    async token(scopes, resource = audience) {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from('privacy-office:a-secret-for-tests').toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: scopes.join(' ') }),
      })
      const answer: unknown = await response.json()
      if (typeof answer === 'object' && answer !== null && 'access_token' in answer)
        return String(answer.access_token)
      throw new TypeError(`the issuer gave no token: ${response.status}`)
    },
    forge: (claims, other = privateKey) =>
      new SignJWT({ iss: url, aud: audience, sub: 'somebody', scope: allScopes.join(' '), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuedAt()
        .sign(other),
  }
}
