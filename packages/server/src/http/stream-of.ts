import { ServerResponse } from 'node:http'

/**
 * Takes a piece only when whoever reads wants one, so that a large answer is never held whole, and ends the iteration
 * when the reader goes away. When the iteration throws, `breakOff` is asked to cut the connection; where it answers
 * that there is none, the stream ends with an error.
 */
export function streamOf(
  source: AsyncIterable<string | Uint8Array>,
  breakOff: (error: unknown) => boolean,
): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let left = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await pieces.next()
          if (left) return
          if (piece.done === true) controller.close()
          else controller.enqueue(typeof piece.value === 'string' ? encoder.encode(piece.value) : piece.value)
        } catch (error) {
          if (left) return
          // the adapter would print an error of the stream, and then let it go unhandled, which ends the process
          if (breakOff(error)) controller.close()
          else controller.error(new BrokenOff())
        }
      },
      async cancel() {
        left = true
        await pieces.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

class BrokenOff extends Error {
  constructor() {
    super('an answer was broken off')
  }
}

/** Cuts the connection of an answer that can't go on, so that nobody waits for the rest. False: there is none. */
export function cutConnection(serverContext: object): boolean {
  if (!('res' in serverContext && serverContext.res instanceof ServerResponse)) return false
  serverContext.res.destroy()
  return true
}
