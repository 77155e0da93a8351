import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  type KeyObject,
} from 'node:crypto'
import { packText, unpackText } from './packed-text.ts'

/** Encryption at rest and keyed hashes, both from one secret. */
export type Seal = {
  /**
   * AES-256-GCM over the JSON of the value, shortened where it is long, as base64url text. Never the same twice.
   * `place` says where it stands: at another place it can't be opened.
   */
  seal(value: unknown, place?: string): string
  /** What was sealed. Throws when the text was changed or moved, or the secret is another. */
  open(sealed: string, place?: string): unknown
  /** The same over bytes, which stay bytes. */
  sealBytes(bytes: Uint8Array, place: string): Buffer
  /** The bytes that were sealed. Throws when they were changed or moved, or the secret is another. */
  openBytes(sealed: Uint8Array, place: string): Buffer
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
  // a key as bytes is looked at anew each time it is used, which takes several times as long as the rest
  const derive = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `rechtop ${purpose}`, 32)))
  const encryptionKey = derive('seal')
  const hashKey = derive('hash')
  const nextNonce = createNonces()
  const encrypt = (bytes: Uint8Array, place: string): Buffer => {
    const nonce = nextNonce()
    const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce)
    // nothing to authenticate besides the body is the same as no text for it
    if (place !== '') cipher.setAAD(Buffer.from(place))
    const body = cipher.update(bytes)
    cipher.final()
    const sealed = Buffer.allocUnsafe(28 + body.byteLength)
    sealed.set(nonce)
    sealed.set(cipher.getAuthTag(), 12)
    sealed.set(body, 28)
    return sealed
  }
  const decrypt = (sealed: Uint8Array, place: string): Buffer => {
    const nonce = sealed.subarray(0, 12)
    // without its length, a tag that was cut down to four bytes would do
    const decipher = createDecipheriv('aes-256-gcm', encryptionKey, nonce, { authTagLength: 16 })
    if (place !== '') decipher.setAAD(Buffer.from(place))
    decipher.setAuthTag(sealed.subarray(12, 28))
    const bytes = decipher.update(sealed.subarray(28))
    // a stream cipher keeps nothing back: this only checks the tag
    decipher.final()
    return bytes
  }
  return {
    seal: (value, place = '') => encrypt(packText(JSON.stringify(value)), place).toString('base64url'),
    open: (sealed, place = '') => JSON.parse(unpackText(decrypt(Buffer.from(sealed, 'base64url'), place))),
    sealBytes: encrypt,
    openBytes: decrypt,
    hash: (purpose, value) =>
      createHmac('sha256', hashKey).update(`${purpose}\n${value}`).digest('base64url'),
  }
}

/** Random nonces, each given once. They are drawn many at a time: a draw takes longer than the cipher. */
function createNonces(): () => Uint8Array {
  const drawn = new Uint8Array(12 * 256)
  let next = drawn.byteLength
  return () => {
    if (next === drawn.byteLength) {
      randomFillSync(drawn)
      next = 0
    }
    next += 12
    return drawn.slice(next - 12, next)
  }
}
