import type { Criterion } from '../criterion/criterion.ts'
import type { Plan } from '../plan/plan.ts'
import type { Slots } from '../pace/create-slots.ts'
import type { Policy } from '../policy/policy.ts'
import type { Log, Queue } from '../queue/queue.ts'
import type { Database } from '../store/database.ts'
import type { Seal } from '../store/seal.ts'
import type { LocatedSubject } from '../subject/located.ts'
import type { SubjectToLocate } from '../subject/search.ts'
import type { System } from '../system/system.ts'

/** What the steps of a request work with. */
export type Parts = {
  readonly systems: ReadonlyMap<string, System>
  readonly policy: Policy
  /** By id, in the order of the configuration. */
  readonly criteria: ReadonlyMap<string, Criterion>
  readonly seal: Seal
  readonly now: () => Date
  readonly database: Database
  readonly queue: Queue
  readonly slots: Slots
  readonly log: Log
  locate(subject: SubjectToLocate, signal: AbortSignal): Promise<LocatedSubject>
  /** The same for many, with as many calls per system as for one; one answer each. */
  locateMany(subjects: readonly SubjectToLocate[], signal: AbortSignal): Promise<readonly LocatedSubject[]>
  plan(subject: LocatedSubject, signal: AbortSignal): Promise<Plan>
  planMany(subjects: readonly LocatedSubject[], signal: AbortSignal): Promise<readonly Plan[]>
}

/** When to try again after the n-th failure in a row: 1, 2, 4 … seconds, at most fifteen minutes. */
export function pauseAfter(failures: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(900, 2 ** Math.max(0, failures - 1)) * 1000)
}

/** A system's word on when to come again counts for a day: a wrong unit would else stop a request past its deadline. */
export function withinDay(moment: Date, now: Date): Date {
  const latest = new Date(now.getTime() + 86_400_000)
  return moment < latest ? moment : latest
}

/** After so many failures in a row a person has to look. */
export const attemptLimit = 20
