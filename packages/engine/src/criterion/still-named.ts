import { eq, sql } from 'drizzle-orm'
import { countSets } from '../plan/read-systems.ts'
import type { Parts } from '../request/parts.ts'
import { batches } from '../store/batch-table.ts'
import type { Executor } from '../store/database.ts'
import type { LocatedSubject, SubjectMatch } from '../subject/located.ts'
import { readSystem } from '../system/read-system.ts'
import type { System } from '../system/system.ts'
import type { Criterion } from './criterion.ts'
import { termOf } from './find-due.ts'

/** Whether whoever a criterion named is named by it still; `unknown`: the system could not say. */
export type StillNamed = 'yes' | 'no' | 'unknown'

/**
 * Looks again before anything is erased that nobody but a criterion asked for: in a long queue days can pass, in which
 * somebody signs in or becomes a customer. Who was listed by a person or a program stays asked for. One answer per
 * subject; one call for all.
 */
export async function stillNamed(
  batchId: string | null,
  subjects: readonly LocatedSubject[],
  parts: Parts,
  signal: AbortSignal,
): Promise<StillNamed[]> {
  const id = await parts.database.read((executor) => criterionOf(executor, batchId))
  if (id === null) return subjects.map(() => 'yes')
  const criterion = parts.criteria.get(id)
  if (criterion === undefined) return subjects.map(() => 'no')
  const system = parts.systems.get(criterion.system)
  if (system === undefined) return subjects.map(() => 'unknown')
  const answers = subjects.map(({ systems }) => systems.find((one) => one.system === criterion.system))
  const places = answers.flatMap((answer, subject) =>
    (answer?.matches ?? []).flatMap((match) => (match.standing === 'rejected' ? [] : [{ subject, match }])),
  )
  const matches = places.map(({ match }) => match)
  const { due, whole } = await dueOf(criterion, system, matches, termOf(criterion, parts), signal)
  const named = new Set(places.flatMap(({ subject }, index) => (due.has(index) ? [subject] : [])))
  return answers.map((answer, subject) => {
    if (named.has(subject)) return 'yes'
    return !whole || answer === undefined || answer.status === 'failed' ? 'unknown' : 'no'
  })
}

/** Holds for rows of `request` that somebody asked for, and not only a criterion. */
export const isAskedFor = sql`not exists (
  select 1 from rechtop.batch where batch.id = request.batch_id and batch.criterion is not null)`

/** The criterion that named the people of a batch; null where somebody asked for them. */
export async function criterionOf(executor: Executor, batchId: string | null): Promise<string | null> {
  if (batchId === null) return null
  const [batch] = await executor
    .select({ criterion: batches.criterion })
    .from(batches)
    .where(eq(batches.id, batchId))
  return batch?.criterion ?? null
}

/** The matches, by index, that hold something due; not `whole` where the system could not say of all. */
async function dueOf(
  { holding: name }: Criterion,
  system: System,
  matches: readonly SubjectMatch[],
  before: string,
  signal: AbortSignal,
): Promise<{ readonly due: ReadonlySet<number>; readonly whole: boolean }> {
  const { grain, dated = '' } = system.connector.holdings[name] ?? {}
  if (grain === 'set') {
    const counts = await countSets(system, matches, { [name]: before }, signal).catch(() => null)
    signal.throwIfAborted()
    const due = (counts ?? []).flatMap((count, index) => ((count[name] ?? 0) > 0 ? [index] : []))
    return { due: new Set(due), whole: counts !== null }
  }
  const orders = matches.map((match) => ({ match, holdings: { [name]: {} } }))
  const { items, failures } = await readSystem(system, orders, signal)
  const isDue = (data: unknown): boolean => Date.parse(String(Object(data)[dated])) < Date.parse(before)
  return {
    due: new Set(items.flatMap(({ of, data }) => (isDue(data) ? [of] : []))),
    whole: failures.length === 0,
  }
}
