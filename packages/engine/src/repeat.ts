import { setTimeout as wait } from 'node:timers/promises'

/**
 * Does a thing again and again, with a pause between the end of one and the begin of the next. What it throws is told,
 * and it goes on.
 * @returns what stops it, after what is in hand
 */
export function repeat(work: () => Promise<void>, pause: number, onFailure: () => void): () => Promise<void> {
  const stopping = new AbortController()
  const pausing = (): Promise<void> =>
    wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
  const going = async (): Promise<void> => {
    await pausing()
    while (!stopping.signal.aborted) {
      await work().catch(onFailure)
      await pausing()
    }
  }
  const ended = going()
  return () => {
    stopping.abort()
    return ended
  }
}
