import { createCipheriv, createHash } from 'node:crypto'

export const largeFile = { email: 'large@example.nl', bytes: 200_000_000 }
export const smallFile = { email: 'small@example.nl', bytes: 3_000_000 }

/** Where the system in the test has a file. */
export const addressOf = ({ bytes }: typeof largeFile): string => `/files/${bytes}`

/** Bytes that can't be compressed, the same each time, made while they are read. */
export function* noise(bytes: number): Generator<Uint8Array> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16, 9))
  const zeros = Buffer.alloc(65_536)
  for (let left = bytes; left > 0; left -= zeros.length) {
    yield cipher.update(left < zeros.length ? zeros.subarray(0, left) : zeros)
  }
}

export function hashOf(bytes: number): string {
  const hash = createHash('sha256')
  for (const piece of noise(bytes)) hash.update(piece)
  return hash.digest('hex')
}

/** What the server is asked by its parent: to settle down and begin to measure, or what it took at most since. */
export type Question = 'rest' | 'peak'
export type Reply =
  | { readonly url: string }
  /** Bytes: what the process takes up, and what V8 and its buffers do. */
  | { readonly resident: number; readonly held: number }
