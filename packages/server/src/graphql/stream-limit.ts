import { Refusal } from './refusal.ts'

const mostStreams = 200
const mostStreamsOfActor = 20

/** How many streams are open, on one server. */
export type StreamLimit = {
  /** Counts a stream of an actor. Throws a refusal when there are too many; gives what ends it, once. */
  open(actor: string): () => void
  /** Ends all streams when the server stops. */
  readonly ended: AbortSignal
  end(): void
}

export function createStreamLimit(): StreamLimit {
  const openOf = new Map<string, number>()
  const stop = new AbortController()
  let open = 0
  const count = (actor: string, change: 1 | -1): void => {
    open += change
    const left = (openOf.get(actor) ?? 0) + change
    if (left === 0) openOf.delete(actor)
    else openOf.set(actor, left)
  }
  return {
    ended: stop.signal,
    end: () => stop.abort(),
    open(actor) {
      if (open >= mostStreams || (openOf.get(actor) ?? 0) >= mostStreamsOfActor) {
        throw new Refusal('TOO_MANY_STREAMS', 'Too many requests are followed now: end one first.')
      }
      count(actor, 1)
      let isOpen = true
      return () => {
        if (isOpen) count(actor, -1)
        isOpen = false
      }
    },
  }
}
