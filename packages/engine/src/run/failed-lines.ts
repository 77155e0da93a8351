import type { Failure } from '@rechtop/connector'
import { and, eq, inArray, or } from 'drizzle-orm'
import type { Finding } from '../request/request.ts'
import type { Executor } from '../store/database.ts'
import { runLines, runs } from '../store/table.ts'

/** A line of the last round that was not done, and why. */
export type FailedLine = {
  readonly system: string
  readonly holding: string
  readonly code: Finding['code']
  readonly message: string
}

export async function failedLines(
  executor: Executor,
  requestId: string,
  round: number,
): Promise<FailedLine[]> {
  const rows = await executor
    .select({
      system: runs.system,
      holding: runLines.holding,
      status: runLines.status,
      failure: runLines.failure,
      runFailure: runs.failure,
      why: runLines.why,
    })
    .from(runLines)
    .innerJoin(runs, eq(runs.id, runLines.runId))
    .where(
      and(
        eq(runs.requestId, requestId),
        eq(runs.round, round),
        or(
          inArray(runLines.status, ['stale', 'unsupported', 'failed']),
          // what a run had not come to when it failed: no system said anything of it
          and(eq(runLines.status, 'open'), eq(runs.status, 'failed')),
        ),
      ),
    )
  return rows.map(({ system, holding, status, failure, runFailure, why }) => {
    if (status === 'stale')
      return { system, holding, code: 'STALE', message: 'It changed since the plan; retry plans anew.' }
    if (status === 'unsupported')
      return { system, holding, code: 'UNSUPPORTED', message: why ?? 'The system cannot do this.' }
    return {
      system,
      holding,
      code: 'FAILED',
      message: describeFailure(status === 'open' ? runFailure : failure),
    }
  })
}

/** What a person does about a failure. */
export function describeFailure(failure: Failure | null): string {
  switch (failure?.code) {
    case 'config':
      return `The configuration key "${failure.key}" is wrong; mend it, then retry.`
    case 'auth':
      return `The system refuses us${failure.missing === undefined ? '' : `: missing ${failure.missing}`}; mend the access, then retry.`
    case 'blocked':
      return `Blocked by: ${failure.by}.`
    case 'permanent':
      return failure.detail
    default:
      return 'It failed again and again; see whether the system works, then retry.'
  }
}
