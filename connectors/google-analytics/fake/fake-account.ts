import { generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A service account with a key. Google holds the public half; the key file holds the other. */
export type FakeAccount = {
  readonly email: string
  readonly keyId: string
  readonly publicKey: KeyObject
  /** The file that Google gives once, as JSON, with the place to get tokens at. */
  keyFile(tokenUri: string): string
}

export function createFakeAccount(name = 'rechtop'): FakeAccount {
  const email = `${name}@mailcamp.iam.gserviceaccount.com`
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyId = `key-of-${name}`
  return {
    email,
    keyId,
    publicKey,
    keyFile: (tokenUri) =>
      JSON.stringify({
        type: 'service_account',
        project_id: 'mailcamp',
        private_key_id: keyId,
        private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        client_email: email,
        token_uri: tokenUri,
      }),
  }
}
