import type { packages } from '../store/package-table.ts'
import type { RequestRow, RunRow } from '../store/table.ts'
import { reviveFailure } from './request-row.ts'
import type { Request, RequestAction, Run } from './request.ts'

/** A request as the world sees it: no identifiers, no locators. */
export function toRequest(
  row: RequestRow,
  runs: readonly ShownRun[],
  exported: typeof packages.$inferSelect | undefined,
): Request {
  return {
    id: row.id,
    right: row.right,
    status: row.status,
    reason: row.reason,
    nextAttemptAt: row.nextAttemptAt,
    receivedAt: row.receivedAt,
    dueOn: row.dueOn,
    closedAt: row.closedAt,
    subject: { kinds: row.subjectKinds, pseudonym: row.pseudonym },
    runs: latestRuns(runs.filter(({ requestId }) => requestId === row.id)),
    findings: row.findings,
    duplicateOf: row.duplicateOf,
    availableActions: actionsOf(row),
    version: row.version,
    batch: row.batchId,
    package: exported === undefined ? null : toPackage(exported),
  }
}

function toPackage({
  records,
  bytes,
  files,
  fileBytes,
  expiresAt,
}: typeof packages.$inferSelect): Request['package'] {
  return { records, bytes, files, fileBytes, expiresAt }
}

/** One run per system: the last round's, with what all rounds erased. `runs` come in the order of their rounds. */
function latestRuns(runs: readonly ShownRun[]): Run[] {
  return [...Map.groupBy(runs, ({ system }) => system).values()].flatMap((rounds) => {
    const erased = rounds.reduce((sum, run) => sum + run.erased, 0)
    const attempts = rounds.reduce((sum, run) => sum + run.attempts, 0)
    const done = rounds.flatMap(({ lines }) => lines).filter(({ status }) => status === 'done')
    const holdings = done.map(({ holding }) => holding).toSorted()
    return rounds
      .slice(-1)
      .map((last) => ({ ...toRun(last), erased, attempts, holdings: [...new Set(holdings)] }))
  })
}

type ShownRun = Omit<RunRow, 'orderSealed'>

function toRun({
  id,
  system,
  status,
  erased,
  kept,
  attempts,
  nextAttemptAt,
  failure,
}: ShownRun): Omit<Run, 'holdings'> {
  return { id, system, status, erased, kept, attempts, nextAttemptAt, failure: reviveFailure(failure) }
}

/** What a person can do with a request now. */
function actionsOf(row: RequestRow): RequestAction[] {
  const undecided = row.findings.some(({ code, holding }) => code === 'UNDECIDED' && holding === null)
  return (['approve', 'decide-match', 'retry', 'skip', 'cancel'] as const).filter(
    (action) => mayDo(row, action) && (action !== 'decide-match' || undecided),
  )
}

/**
 * Whether an action is heard. A word on a match is, whenever the request is at rest: also on one taken for sure, but not
 * while its runs or its export, which stand on the matches, are under way.
 */
export function mayDo(row: RequestRow, action: RequestAction): boolean {
  if (row.phase === 'end') return false
  const isStuck = row.status === 'needs-attention' || row.status === 'waiting'
  switch (action) {
    case 'approve':
      return row.phase === 'approve'
    case 'decide-match':
      if (row.phase === 'run' || row.phase === 'export') return false
      return row.locatedSealed !== null && (isStuck || row.phase === 'approve')
    case 'retry':
      return isStuck
    case 'skip':
      return isStuck && row.right === 'erasure'
    case 'cancel':
      return true
  }
}
