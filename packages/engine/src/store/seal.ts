import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Encryption at rest and keyed hashes, both from one secret. */
export type Seal = {
  /** AES-256-GCM over the JSON of the value, as base64url text. Never the same twice. */
  seal(value: unknown): string
  /** What was sealed. Throws when the text was changed or the secret is another. */
  open(sealed: string): unknown
  /** HMAC-SHA-256, base64url: the same for the same purpose and value, and useless without the secret. */
  hash(purpose: string, value: string): string
}

/** @param secret at least 32 random bytes, as text; who has it can read what is sealed. */
export function createSeal(secret: string): Seal {
  if (Buffer.byteLength(secret) < 32) {
    throw new TypeError(
      'The secret is too short: give at least 32 random bytes, for example `openssl rand -base64 48`.',
    )
  }
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `rechtop ${purpose}`, 32))
  const encryptionKey = derive('seal')
  const hashKey = derive('hash')
  return {
    seal(value) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce)
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return JSON.parse(
        Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'),
      )
    },
    hash: (purpose, value) =>
      createHmac('sha256', hashKey).update(`${purpose}\n${value}`).digest('base64url'),
  }
}
