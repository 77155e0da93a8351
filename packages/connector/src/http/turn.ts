import { setTimeout as sleep } from 'node:timers/promises'
import { FailureError, rateLimited } from '../failure.ts'
import type { Budget, Pace } from '../pace.ts'

export type Clock = { readonly now: () => Date; readonly signal: AbortSignal }

/** How long a call waits by itself, in milliseconds, before it is handed back with the time to come again. */
const patience = { hold: 3_000, budget: 70_000 }

/** Whether to wait for this moment here, rather than to hand the call back. */
export function isSoon(moment: Date, now: Date): boolean {
  return moment.getTime() - now.getTime() <= patience.hold
}

export async function waitUntil(moment: Date, { now, signal }: Clock): Promise<void> {
  // a little more, so that two clocks that differ by milliseconds do not make it early
  const milliseconds = moment.getTime() - now().getTime() + 50
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal })
}

/** Waits for moments, and throws `rate-limited` instead of waiting longer in all than a call has patience for. */
export function startWaiting(budgets: readonly Budget[], clock: Clock): (moment: Date) => Promise<void> {
  const start = performance.now()
  const most = budgets.length === 0 ? patience.hold : patience.budget
  return async (moment) => {
    const waited = performance.now() - start
    const wait = moment.getTime() - clock.now().getTime()
    if (waited + wait > most) throw new FailureError(rateLimited(moment))
    await waitUntil(moment, clock)
  }
}

/** Waits for a turn under these budgets. Throws `rate-limited` when it is too far off. */
export async function takeTurn(pace: Pace, budgets: readonly Budget[], clock: Clock): Promise<void> {
  const waitFor = startWaiting(budgets, clock)
  for (;;) {
    const moment = await pace.take(budgets, clock.now())
    if (moment === null) return
    await waitFor(moment)
  }
}
