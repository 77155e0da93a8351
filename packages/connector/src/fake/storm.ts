import type { Fault } from './faults.ts'
import { createRandom } from './random.ts'

/** Bad weather: a share of all calls goes wrong, each in one of seven ways that are equally likely. */
export type Storm = {
  /** The same seed gives the same weather. */
  readonly seed: number
  /** Between 0 and 1. */
  readonly share: number
  /** What a 429 asks for; 1 when left out. */
  readonly retryAfterSeconds?: number
}

/** For each next call: what goes wrong with it, or null. */
export function createStorm({ seed, share, retryAfterSeconds = 1 }: Storm): () => Fault | null {
  const random = createRandom(seed)
  return () => {
    if (random() >= share) return null
    const way = Math.floor(random() * 7)
    const delayMs = 50 + Math.floor(random() * 451)
    const ways: readonly Fault[] = [
      { answer: 429, retryAfter: String(retryAfterSeconds) },
      { answer: 500 },
      { answer: 500, carriedOut: true },
      { answer: 'cut' },
      { answer: 'cut', carriedOut: true },
      { answer: 'torn' },
      { delayMs },
    ]
    return ways[way] ?? null
  }
}
