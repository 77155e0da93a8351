import type { Day } from '../plan/calendar.ts'
import { addPeriod } from '../plan/calendar.ts'

export type Turn = {
  /** Asked for together with others. */
  readonly isBulk: boolean
  readonly isUrgent: boolean
  readonly dueOn: Day
  readonly today: Day
}

/**
 * Which request's turn comes first: the higher. Whoever asks for one person never waits behind those who were named in
 * bulk, unless these are urgent or their deadline is near.
 */
export function priorityOf({ isBulk, isUrgent, dueOn, today }: Turn): number {
  const isNear = dueOn <= addPeriod(today, 'P7D')
  return (isBulk ? -10 : 0) + (isUrgent ? 20 : 0) + (isNear ? 10 : 0)
}
