import { createPrivateKey } from 'node:crypto'
import { unauthorized } from '@rechtop/connector'
import { tokenFrom, type Credentials } from '@rechtop/connector/http'
import { SignJWT } from 'jose'
import type { ServiceAccount } from './config.ts'

/** What submitUserDeletion asks for; reading a property needs no more (Admin API, Authorization scopes). */
const scope = 'https://www.googleapis.com/auth/analytics.edit'
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const keyRefused = unauthorized(
  'a key of the service account that Google accepts: this one was deleted, disabled or has expired, or the clock of this machine is wrong. Make a new key in the Google Cloud console, under IAM, Service accounts',
)

/** Signs for each token that it is the account (Google Identity, OAuth 2.0 for server to server applications). */
export function serviceAccount(account: ServiceAccount): Credentials {
  const { client_email, private_key, private_key_id, token_uri } = account
  const key = createPrivateKey(private_key)
  const header = { alg: 'RS256', typ: 'JWT', ...(private_key_id !== undefined && { kid: private_key_id }) }
  return tokenFrom({
    tokenUrl: token_uri,
    refused: keyRefused,
    async form(now) {
      const seconds = Math.floor(now.getTime() / 1000)
      const assertion = await new SignJWT({ scope })
        .setProtectedHeader(header)
        .setIssuer(client_email)
        .setAudience(token_uri)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 3600)
        .sign(key)
      return new URLSearchParams({ grant_type: grantType, assertion })
    },
  })
}
