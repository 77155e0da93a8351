import type { Parts } from '../request/parts.ts'

/** More people than this at once are no faster, and one worker that dies leaves more behind. */
const most = 500

/** What keeps a chunk from its end this often may keep it always: its requests go on one by one. */
export const mostTries = 3

/** For so long nobody else begins with the requests of a chunk, in milliseconds. */
export const holdFor = 120_000

/** A look at a batch that finds nothing left costs little, and more workers than this have their databases to wait for. */
export const mostWorkers = 8

/** How many workers a batch of so many requests is worth, in chunks of this size. */
export function workersFor(requests: number, size: number): number {
  return Math.min(mostWorkers, Math.ceil(requests / size))
}

/**
 * How many requests are carried out together. Null where a system takes calls for each person: its pace is theirs, and a
 * call for hundreds would outlast every lease.
 */
export function chunkSizeOf({ systems }: Pick<Parts, 'systems'>): number | null {
  const sizes = [...systems.values()].map(({ connector }) => connector.together ?? 1)
  const size = Math.min(most, ...sizes)
  return size > 1 ? size : null
}
