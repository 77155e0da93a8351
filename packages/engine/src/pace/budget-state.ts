import type { Budget } from '@rechtop/connector'

/** What is known of one budget. Times in milliseconds. */
export type BudgetState = {
  /** Calls that were made, by when the slice of time that they fell in ended; oldest first. */
  readonly spent: readonly (readonly [end: number, calls: number])[]
  /** What answers said: until a moment so many calls at most. A later moment allows more. */
  readonly told: readonly (readonly [until: number, left: number])[]
}

export const fresh: BudgetState = { spent: [], told: [] }

/** Larger budgets count by slices of their window: a call may have to wait this much of it longer than it had to. */
const slices = 60
/** No answer is believed for longer. A wrong unit in a header would else stop a system for years. */
export const longestTold = 86_400_000
const mostTold = 8

/**
 * When a call may be made under a budget; null: now. In no stretch of its length are there more calls than it allows,
 * wherever the stretch begins.
 */
export function freeAt({ calls, seconds }: Budget, state: BudgetState, now: Date): Date | null {
  const length = seconds * 1000
  const time = now.getTime()
  const spent = inWindow(state, length, time)
  let tooMany = 1 - calls + spent.reduce((sum, [, made]) => sum + made, 0)
  let free = time
  // a budget of no calls at all is asked again after each window
  if (tooMany > 0) free = time + length
  for (const [end, made] of spent) {
    if (tooMany <= 0) break
    tooMany -= made
    if (tooMany <= 0) free = end + length
  }
  for (const [until, left] of state.told) if (left <= 0) free = Math.max(free, until)
  return free > time ? new Date(free) : null
}

/**
 * One call more. What is over for long is left out: who asks next may have read an earlier time on another clock, or have
 * waited for this one.
 */
export function spend({ calls, seconds }: Budget, state: BudgetState, now: Date): BudgetState {
  const length = seconds * 1000
  const time = now.getTime()
  const slice = calls <= slices ? 1 : Math.ceil(length / slices)
  const end = (Math.floor(time / slice) + 1) * slice
  const counts = new Map(since(state, time - 2 * length, length, time))
  counts.set(end, (counts.get(end) ?? 0) + 1)
  return {
    spent: [...counts].toSorted(([one], [other]) => one - other),
    told: state.told.filter(([until]) => until > time).map(([until, left]) => [until, Math.max(0, left - 1)]),
  }
}

/** What an answer said. The same object when that is nothing new: what is left is only ever lowered. */
export function hear(state: BudgetState, remaining: number, resetAt: Date, now: Date): BudgetState {
  const time = now.getTime()
  const until = Math.min(resetAt.getTime(), time + longestTold)
  const left = Math.max(0, Math.floor(remaining))
  if (!(until > time) || !Number.isFinite(left)) return state
  const known = state.told.filter(([end]) => end > time)
  if (known.some(([end, other]) => end >= until && other <= left)) return state
  const others = known.filter(([end, other]) => end > until || other < left)
  const told = [...others, [until, left] as const].toSorted(([one], [other]) => one - other)
  return { spent: state.spent, told: merged(told) }
}

/** So that a system which tells another moment each time does not make the list grow. */
function merged(told: BudgetState['told']): BudgetState['told'] {
  const [last, before] = [told.at(-1), told.at(-2)]
  if (told.length <= mostTold || last === undefined || before === undefined) return told
  return [...told.slice(0, -2), [last[0], before[1]]]
}

function inWindow(state: BudgetState, length: number, time: number): BudgetState['spent'] {
  return since(state, time - length, length, time)
}

/** A call that lies further ahead than a whole window was counted by a clock that is wrong. */
function since({ spent }: BudgetState, first: number, length: number, time: number): BudgetState['spent'] {
  return spent.filter(([end]) => end > first && end <= time + 2 * length)
}
