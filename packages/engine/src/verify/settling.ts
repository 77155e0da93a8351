import type { Parts } from '../request/parts.ts'
import type { FailedLine } from '../run/failed-lines.ts'
import type { Leftover } from './compare.ts'

/** After so many seconds what a system still shows is looked at again: the last one again and again. */
const pauses = [5, 30, 120, 600]

/**
 * When to look again at what is still shown although its system said that it went: while every system that shows some
 * may still do so. Null when one has had its time, or never asked for any. The time is counted in looks, so that no clock
 * which jumps can make it longer or shorter.
 * @param looks how often it was looked at in vain
 */
export function settlingPause(
  looks: number,
  leftovers: readonly Leftover[],
  failed: readonly FailedLine[],
  { systems, now }: Pick<Parts, 'systems' | 'now'>,
): Date | null {
  const pauseAt = (look: number): number => pauses[Math.min(look, pauses.length - 1)] ?? 0
  const waited = Array.from({ length: looks }, (_, look) => pauseAt(look)).reduce(
    (sum, each) => sum + each,
    0,
  )
  const maySettle = leftovers.every(({ line: { system, holding } }) => {
    const hasFailed = failed.some((line) => line.system === system && line.holding === holding)
    const showsFor = systems.get(system)?.connector.holdings[holding]?.showsFor ?? 0
    return !hasFailed && waited < showsFor
  })
  return maySettle ? new Date(now().getTime() + pauseAt(looks) * 1000) : null
}
