import { eq, inArray } from 'drizzle-orm'
import { forgetPackages, forgetPackagesOf } from '../export/forget-packages.ts'
import type { Plan } from '../plan/plan.ts'
import type { Skip } from '../plan/skip.ts'
import type { Finding } from '../request/request.ts'
import type { Parts } from '../request/parts.ts'
import { locatedOf, moveRequest, planOf, withoutPerson, withoutRefs } from '../request/request-row.ts'
import { runsOf } from '../run/run-row.ts'
import type { Executor } from '../store/database.ts'
import { runLines, runs, type RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { forgetPlaces, forgetRequest, rememberSubject } from './identifiers.ts'
import { writeLedger } from './write-ledger.ts'

/** What an erasure ends with. */
export type Evidence = {
  readonly located: LocatedSubject
  /** The plan that was carried out, and the one that was made afterwards. */
  readonly carriedOut: Plan
  readonly now: Plan
  readonly findings: readonly Finding[]
  /** What a person said that is left as it is: with any of these nothing is called verified. */
  readonly skips: readonly Skip[]
}

/**
 * Closes an erasure after which nothing is left to erase: the ledger gets what went and what stays until when, the runs become verified, and
 * whatever in our own tables points at the person or their records is emptied.
 */
export async function closeErasure(
  row: RequestRow,
  { located, carriedOut, now, findings, skips }: Evidence,
  parts: Parts,
): Promise<void> {
  const { database, seal } = parts
  // only where nothing stays: the same place may be remembered of somebody else, who shares it
  const kept = new Set(
    now.lines.filter(({ fingerprints }) => fingerprints.length > 0).map(({ match }) => match),
  )
  const emptied = ownMatches(located).flatMap(({ id }) => (kept.has(id) ? [] : [id]))
  await database.write(async (executor) => {
    const change = {
      findings,
      subjectSealed: null,
      decisions: { confirmed: [], rejected: [] },
      locatedSealed: seal.seal(withoutPerson(located)),
      planSealed: seal.seal(withoutRefs(carriedOut)),
    }
    const event = skips.length === 0 ? 'verified' : 'ended-incomplete'
    await moveRequest(executor, row, { event, ...change }, parts)
    await writeLedger(executor, row, now, skips, parts)
    await verifyRuns(executor, row.id, now, skips)
    await forgetPlaces(executor, emptied)
    await rememberSubject(executor, row.id, located, now, parts)
    // what an earlier access request of the same subject gave out is theirs to keep, not ours
    await forgetPackagesOf(executor, row.pseudonym, parts)
  })
}

async function verifyRuns(
  executor: Executor,
  requestId: string,
  now: Plan,
  skips: readonly Skip[],
): Promise<void> {
  const rows = await runsOf(executor, requestId)
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  const lines = await executor.select().from(runLines).where(inArray(runLines.runId, ids))
  for (const run of rows) {
    const erased = lines
      .filter(({ runId, status }) => runId === run.id && status === 'done')
      .reduce((sum, { planned }) => sum + planned, 0)
    const kept = now.lines
      .filter(({ system, action }) => system === run.system && action === 'keep')
      .reduce((sum, { count }) => sum + count, 0)
    const isSkipped = skips.some(({ system }) => system === run.system)
    const status = isSkipped ? run.status : 'verified'
    await executor
      .update(runs)
      .set({ status, erased, kept, failure: isSkipped ? run.failure : null, version: run.version + 1 })
      .where(eq(runs.id, run.id))
  }
  await executor
    .update(runLines)
    .set({ lineSealed: null, tokenSealed: null })
    .where(inArray(runLines.runId, ids))
}

/**
 * Ends a request without finishing it. The ledger gets what was erased by then; what points at the person goes from
 * our tables, and so does what was remembered for work that was not done.
 */
export async function closeCancelled(
  executor: Executor,
  row: RequestRow,
  { by, findings }: { readonly by: string; readonly findings: readonly Finding[] },
  parts: Parts,
): Promise<RequestRow> {
  const plan = planOf(row, parts.seal)
  const located = locatedOf(row, parts.seal)
  const change = {
    findings,
    subjectSealed: null,
    locatedSealed: located === null ? null : parts.seal.seal(withoutPerson(located)),
    planSealed: plan === null || row.rounds === 0 ? null : parts.seal.seal(withoutRefs(plan)),
    decisions: { confirmed: [], rejected: [] },
  }
  const moved = await moveRequest(executor, row, { event: 'cancelled', by, ...change }, parts)
  const nothing: Plan = { digest: '', complete: true, lines: [], incomplete: [] }
  const worked = await writeLedger(executor, row, nothing, [], parts)
  await forgetRequest(executor, row.id, [...worked])
  await forgetPackages(executor, [row.id])
  const ids = (await runsOf(executor, row.id)).map(({ id }) => id)
  if (ids.length > 0) {
    await executor
      .update(runLines)
      .set({ lineSealed: null, tokenSealed: null })
      .where(inArray(runLines.runId, ids))
  }
  return moved
}
