import { eq } from 'drizzle-orm'
import { countSets } from '../plan/read-systems.ts'
import type { Parts } from '../request/parts.ts'
import { batches } from '../store/batch-table.ts'
import type { RequestRow } from '../store/table.ts'
import type { LocatedSubject, SubjectMatch } from '../subject/located.ts'
import { readSystem } from '../system/read-system.ts'
import type { System } from '../system/system.ts'
import type { Criterion } from './criterion.ts'
import { termOf } from './find-due.ts'

/** Whether whoever a criterion named is named by it still; `unknown`: the system could not say. */
export type StillNamed = 'yes' | 'no' | 'unknown'

/**
 * Looks again before anything is erased that nobody but a criterion asked for: in a long queue days can pass, in which
 * somebody signs in or becomes a customer. Who was listed by a person or a program stays asked for.
 */
export async function stillNamed(
  row: RequestRow,
  located: LocatedSubject,
  parts: Parts,
  signal: AbortSignal,
): Promise<StillNamed> {
  const id = await criterionOf(row, parts)
  if (id === null) return 'yes'
  const criterion = parts.criteria.get(id)
  if (criterion === undefined) return 'no'
  const system = parts.systems.get(criterion.system)
  const answer = located.systems.find((one) => one.system === criterion.system)
  if (system === undefined || answer === undefined || answer.status === 'failed') return 'unknown'
  const matches = answer.matches.filter(({ standing }) => standing !== 'rejected')
  return holdsDue(criterion, system, matches, termOf(criterion, parts), signal)
}

async function criterionOf({ batchId }: RequestRow, { database }: Parts): Promise<string | null> {
  if (batchId === null) return null
  const [batch] = await database.read((executor) =>
    executor.select({ criterion: batches.criterion }).from(batches).where(eq(batches.id, batchId)),
  )
  return batch?.criterion ?? null
}

async function holdsDue(
  { holding: name }: Criterion,
  system: System,
  matches: readonly SubjectMatch[],
  before: string,
  signal: AbortSignal,
): Promise<StillNamed> {
  const { grain, dated = '' } = system.connector.holdings[name] ?? {}
  if (grain === 'set') {
    const counts = await countSets(system, matches, { [name]: before }, signal).catch(() => null)
    signal.throwIfAborted()
    if (counts === null) return 'unknown'
    return counts.some((count) => (count[name] ?? 0) > 0) ? 'yes' : 'no'
  }
  const orders = matches.map((match) => ({ match, holdings: { [name]: {} } }))
  const { items, failures } = await readSystem(system, orders, signal)
  const isDue = items.some(({ data }) => Date.parse(String(Object(data)[dated])) < Date.parse(before))
  if (isDue) return 'yes'
  return failures.length > 0 ? 'unknown' : 'no'
}
