import { randomUUID } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import type { Plan, PlanLine } from '../plan/plan.ts'
import type { Finding } from '../request/request.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequest, withoutPerson, withoutRefs } from '../request/request-row.ts'
import { runsOf } from '../run/run-row.ts'
import type { Executor } from '../store/database.ts'
import { ledger, runLines, runs, type RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { forgetEmptied } from './identifiers.ts'

/**
 * Closes a verified erasure: the ledger gets what went and what stays until when, the runs become verified, and
 * whatever in our own tables points at the person or their records is emptied.
 */
export async function closeErasure(
  row: RequestRow,
  located: LocatedSubject,
  carriedOut: Plan,
  now: Plan,
  findings: readonly Finding[],
  parts: Parts,
): Promise<void> {
  const { database, seal } = parts
  const kept = new Set(now.lines.filter(({ action }) => action === 'keep').map(({ match }) => match))
  const emptied = ownMatches(located).filter(({ id }) => !kept.has(id))
  await database.write(async (executor) => {
    await moveRequest(executor, row, {
      phase: 'end',
      status: 'verified',
      closedAt: parts.now(),
      nextAttemptAt: null,
      findings,
      subjectSealed: null,
      decisions: { confirmed: [], rejected: [] },
      locatedSealed: seal.seal(withoutPerson(located)),
      planSealed: seal.seal(withoutRefs(carriedOut)),
    })
    await writeLedger(executor, row, now, parts)
    await verifyRuns(executor, row.id, now)
    await forgetEmptied(
      executor,
      emptied.map(({ id }) => id),
    )
  })
}

async function writeLedger(executor: Executor, row: RequestRow, now: Plan, parts: Parts): Promise<void> {
  const gone = await executor
    .select({
      system: runs.system,
      holding: runLines.holding,
      planned: runLines.planned,
      sealed: runLines.lineSealed,
    })
    .from(runLines)
    .innerJoin(runs, eq(runs.id, runLines.runId))
    .where(and(eq(runs.requestId, row.id), eq(runLines.status, 'done')))
  const recordedAt = parts.now()
  const base = { requestId: row.id, recordedAt }
  const entries = [
    ...gone.map(({ system, holding, planned, sealed }) => {
      const line = sealed === null ? null : (parts.seal.open(sealed) as { line: PlanLine }).line
      const action = line?.action === 'reduce' ? ('reduced' as const) : ('erased' as const)
      const ground = { basis: null, citation: null, until: null }
      return {
        id: randomUUID(),
        ...base,
        system,
        holding,
        action,
        count: planned,
        fields: line?.fields ?? [],
        ...ground,
      }
    }),
    ...now.lines.flatMap(({ system, holding, action, count, fields, basis, citation, until }) => {
      if (action !== 'keep' && action !== 'refer') return []
      const what = action === 'keep' ? ('kept' as const) : ('referred' as const)
      return [
        { id: randomUUID(), ...base, system, holding, action: what, count, fields, basis, citation, until },
      ]
    }),
  ]
  if (entries.length > 0) await executor.insert(ledger).values(entries)
}

async function verifyRuns(executor: Executor, requestId: string, now: Plan): Promise<void> {
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
    await executor
      .update(runs)
      .set({ status: 'verified', erased, kept, failure: null, version: run.version + 1 })
      .where(eq(runs.id, run.id))
  }
  await executor
    .update(runLines)
    .set({ lineSealed: null, tokenSealed: null })
    .where(inArray(runLines.runId, ids))
}

/** Ends a request without finishing it; what points at the person goes from our tables as well. */
export async function closeCancelled(executor: Executor, row: RequestRow, parts: Parts): Promise<RequestRow> {
  const ids = (await runsOf(executor, row.id)).map(({ id }) => id)
  if (ids.length > 0) {
    await executor
      .update(runLines)
      .set({ lineSealed: null, tokenSealed: null })
      .where(inArray(runLines.runId, ids))
  }
  return moveRequest(executor, row, {
    phase: 'end',
    status: 'cancelled',
    closedAt: parts.now(),
    nextAttemptAt: null,
    subjectSealed: null,
    locatedSealed: null,
    planSealed: null,
    decisions: { confirmed: [], rejected: [] },
  })
}
