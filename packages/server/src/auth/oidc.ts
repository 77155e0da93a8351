import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import type { Actor, JudgeToken } from './actor.ts'
import { isScope } from './scope.ts'

/** Asymmetric ones only: with a shared secret, whoever can check a token could also make one. */
const algorithms = ['RS256', 'ES256', 'EdDSA', 'Ed25519']
const secondsOfClockSkew = 5
const discoveryTimeout = 5_000

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() })

/** Accepts the access tokens that an OpenID Connect issuer signed for this audience. */
export function createOidcJudge({ issuer, audience }: { issuer: string; audience: string }): JudgeToken {
  const base = privateUrl(issuer, 'auth.issuer')
  if (audience.trim() === '') throw new TypeError('auth.audience is empty: name the audience of this API')
  let keys: Promise<JWTVerifyGetKey> | null = null
  const findKeys = (): Promise<JWTVerifyGetKey> => {
    keys ??= discover(base, issuer).catch((error: unknown) => {
      keys = null // asked again with the next token
      throw error
    })
    return keys
  }
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, await findKeys(), {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: secondsOfClockSkew,
      })
      return { status: 'accepted', actor: actorOf(payload) }
    } catch (error) {
      return { status: isFaultOfToken(error) ? 'refused' : 'unavailable' }
    }
  }
}

async function discover(base: URL, issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${base.href.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(address, { signal: AbortSignal.timeout(discoveryTimeout), redirect: 'error' })
  if (!response.ok) throw new TypeError(`the issuer answered ${response.status} to discovery`)
  const found = Discovery.parse(await response.json())
  if (found.issuer !== issuer) throw new TypeError('the issuer names itself otherwise than auth.issuer')
  return createRemoteJWKSet(privateUrl(found.jwks_uri, 'jwks_uri'))
}

/** A URL that nobody on the way can listen to or change: https, or this machine. */
function privateUrl(text: string, name: string): URL {
  const url = new URL(text)
  const isThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine)) return url
  throw new TypeError(`${name} must begin with https:// (http:// only for localhost)`)
}

function actorOf(payload: JWTPayload): Actor {
  const granted = [payload['scope'], payload['scp']].flatMap((claim) =>
    typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [],
  )
  return {
    name: payload.sub ?? '',
    scopes: new Set(granted.filter(isScope)),
    expiresAt: payload.exp === undefined ? null : new Date(payload.exp * 1000),
  }
}

const faultsOfIssuer: readonly string[] = [
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JOSEError.code,
]

function isFaultOfToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !faultsOfIssuer.includes(error.code)
}
