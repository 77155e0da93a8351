const CHUNK = 65_536

/** A file of this size, made while it is read: a text over and over. */
export async function* repeatedText(text: string, size: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.from(text.repeat(Math.ceil((CHUNK + text.length) / text.length)))
  for (let sent = 0; sent < size;) {
    const start = sent % Buffer.byteLength(text)
    const chunk = piece.subarray(start, start + Math.min(CHUNK, size - sent))
    sent += chunk.byteLength
    yield chunk
  }
}
