import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'

/** No JSON text begins with it. */
const packed = 1
/** In bytes; what is shorter gains nothing. */
const least = 1_000
const fast = { level: constants.Z_BEST_SPEED, memLevel: 5 }

/**
 * A JSON text as bytes, a long one made shorter: plans and places repeat themselves, and sealed nothing can shorten them
 * any more.
 */
export function packText(text: string): Buffer {
  const bytes = Buffer.from(text)
  return bytes.length < least ? bytes : Buffer.concat([Buffer.of(packed), deflateRawSync(bytes, fast)])
}

/** The text that was packed, or that was written as it is. */
export function unpackText(bytes: Buffer): string {
  return (bytes[0] === packed ? inflateRawSync(bytes.subarray(1)) : bytes).toString('utf8')
}
