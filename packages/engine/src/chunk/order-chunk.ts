import { stillNamed } from '../criterion/still-named.ts'
import { findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { destructive, identifiersOf, lockRequests, moveRequests } from '../request/request-row.ts'
import { writeRuns, type Start, type Started } from '../run/start-runs.ts'
import { giveBackMatches, granted, takeMatchesOfMany } from '../request/take-matches.ts'
import type { Executor } from '../store/database.ts'
import type { RequestRow } from '../store/table.ts'
import { ownMatches } from '../subject/located.ts'
import { holdFor } from './chunk-size.ts'

/** What became of the requests of a chunk in one of its steps. */
export type Ordered = {
  readonly started: readonly Started[]
  /** Not to be carried out together with the others: they go on one by one. */
  readonly alone: readonly RequestRow[]
}

/**
 * Finds the people of a chunk, makes their plans, and writes down what is to be done; a plan that needs a word waits for
 * it. Two people who share a match are not carried out together, nor is whom a criterion names no more, or whose matches
 * are another open request’s.
 */
export async function orderChunk(
  rows: readonly RequestRow[],
  parts: Parts,
  signal: AbortSignal,
): Promise<Ordered> {
  const { seal, policy, database, now } = parts
  const subjects = rows.map((row) => ({ identifiers: identifiersOf(row, seal), decisions: row.decisions }))
  const located = await parts.locateMany(subjects, signal)
  const plans = await parts.planMany(located, signal)
  const named = await stillNamed(rows[0]?.batchId ?? null, located, parts, signal)
  const starts: Start[] = []
  const asking: Start[] = []
  const alone: RequestRow[] = []
  for (const [index, row] of rows.entries()) {
    const subject = located[index]
    const plan = plans[index]
    if (subject === undefined || plan === undefined)
      throw new Error('A plan was asked for, and none was made.')
    if (named[index] !== 'yes') {
      alone.push(row)
      continue
    }
    const sealed = { locatedSealed: seal.seal(subject), planSealed: seal.seal(plan) }
    const change = { ...sealed, plannedAt: now(), findings: findingsOf(subject, plan) }
    const isAsking = policy.approval.erasure !== 'nobody' && destructive(plan).length > 0
    const start = { row, located: subject, plan, change }
    if (isAsking) asking.push(start)
    else starts.push(start)
  }
  const heldUntil = new Date(now().getTime() + holdFor)
  const { started, behind } = await database.write(async (executor) => {
    const own = await ownOf(executor, [...asking, ...starts], parts)
    const isOwn = ({ row }: Start): boolean => own.has(row.id)
    const planned = asking
      .filter(isOwn)
      .map(({ row, change }) => ({ row, move: { event: 'planned' as const, ...change } }))
    await moveRequests(executor, planned, parts)
    const rest = [...asking, ...starts].filter((start) => !isOwn(start)).map(({ row }) => row)
    return { started: await writeRuns(executor, starts.filter(isOwn), heldUntil, parts), behind: rest }
  })
  return { started, alone: [...alone, ...behind] }
}

/** The ids of those that have their matches to themselves from now on, and that nobody moved meanwhile. */
async function ownOf(executor: Executor, starts: readonly Start[], parts: Parts): Promise<Set<string>> {
  const ids = starts.map(({ row }) => row.id)
  // first the requests and then their matches, as everywhere, or two transactions could wait for each other
  const versions = await lockRequests(executor, ids)
  const wishes = starts
    .filter(({ row }) => versions.get(row.id) === row.version)
    .map(({ row, located }) => ({ row, wanted: ownMatches(located).map(({ id }) => id) }))
  const held = await takeMatchesOfMany(executor, wishes)
  const got = granted(wishes, held)
  const not = wishes.filter((wish) => !got.has(wish))
  if (not.length > 0) {
    await giveBackMatches(
      executor,
      not.map(({ row }) => row.id),
      parts,
    )
  }
  return new Set([...got].map(({ row }) => row.id))
}
