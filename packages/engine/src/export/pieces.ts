import { FailureError, transient } from '@rechtop/connector'

/** The same bytes in pieces of one size, the last one smaller. Each is valid until the next one is asked for. */
export async function* inPieces(size: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // copied, because a connector may use its own buffer again
  const piece = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.byteLength;) {
      const part = chunk.subarray(from, from + size - filled)
      piece.set(part, filled)
      from += part.byteLength
      filled += part.byteLength
      if (filled < size) continue
      yield piece
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

/** The same, but throws `transient` when one of them is waited for longer than so many milliseconds. */
export async function* withPatience<T>(milliseconds: number, pieces: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]()
  let isOver = false
  try {
    for (;;) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new FailureError(transient)), milliseconds)
      const next = await Promise.race([iterator.next(), late.promise]).finally(() => clearTimeout(timer))
      isOver = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // one that hangs may never come back from it
    if (!isOver) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
