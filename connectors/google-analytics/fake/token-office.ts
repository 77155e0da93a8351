import { verify } from 'node:crypto'
import type { Answer } from '@rechtop/connector/fake'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import type { FakeAccount } from './fake-account.ts'

const Form = z.object({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:jwt-bearer'),
  assertion: z.string(),
})
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  scope: z.string(),
  iat: z.int(),
  exp: z.int(),
})
const tokenPlace = /^(?:https:\/\/oauth2\.googleapis\.com|http:\/\/127\.0\.0\.1:\d+)\/token$/

type Granted = { readonly scopes: readonly string[]; readonly until: number }

/** Gives tokens to whoever signs as the account, as oauth2.googleapis.com does. */
export type TokenOffice = {
  answer(form: unknown): Answer
  /** The scopes of a token that holds; null when it does not. */
  scopesOf(authorization: string | null): readonly string[] | null
  revokeKey(): void
  /** Ends all tokens at once. */
  withdrawTokens(): void
}

export function createTokenOffice(account: FakeAccount, clock: () => Date, seconds: number): TokenOffice {
  const tokens = new Map<string, Granted>()
  let [isRevoked, given] = [false, 0]

  function problemIn({ assertion }: z.infer<typeof Form>): Answer | z.infer<typeof Claims> {
    const parts = assertion.split('.')
    const [signed, signature] = [parts.slice(0, 2).join('.'), Buffer.from(parts[2] ?? '', 'base64url')]
    const { alg, kid } = decodeProtectedHeader(assertion)
    const claims = Claims.safeParse(decodeJwt(assertion)).data
    if (claims === undefined) return refusal('invalid_grant', 'Invalid JWT: a required claim is missing.')
    if (claims.iss !== account.email) return refusal('invalid_grant', 'Invalid grant: account not found')
    const isSigned = verify('RSA-SHA256', Buffer.from(signed), account.publicKey, signature)
    if (isRevoked || alg !== 'RS256' || kid !== account.keyId || !isSigned)
      return refusal('invalid_grant', 'Invalid JWT Signature.')
    if (!tokenPlace.test(claims.aud))
      return refusal(
        'invalid_grant',
        'Invalid JWT: Failed audience check. The right audience is the token URI',
      )
    const now = clock().getTime() / 1000
    if (claims.iat > now + 300 || claims.exp < now || claims.exp - claims.iat > 3600)
      return refusal(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      )
    return claims
  }

  return {
    answer(form) {
      const { data } = Form.safeParse(form)
      if (data === undefined) return refusal('unsupported_grant_type', 'Invalid grant_type')
      const claims = problemIn(data)
      if ('status' in claims) return claims
      const token = `ya29.fake-${++given}`
      tokens.set(token, { scopes: claims.scope.split(' '), until: clock().getTime() + seconds * 1000 })
      return { status: 200, body: { access_token: token, expires_in: seconds, token_type: 'Bearer' } }
    },
    scopesOf(authorization) {
      const held = tokens.get(authorization?.replace(/^Bearer /, '') ?? '')
      return held === undefined || held.until <= clock().getTime() ? null : held.scopes
    },
    revokeKey() {
      isRevoked = true
    },
    withdrawTokens: () => tokens.clear(),
  }
}

const refusal = (error: string, error_description: string): Answer => ({
  status: 400,
  body: { error, error_description },
})
