import type { Failure } from '@rechtop/connector'
import type { Finding } from '../request/request.ts'
import type { Executor } from '../store/database.ts'
import { runsOf } from './run-row.ts'

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
  const ofRound = (await runsOf(executor, [requestId])).filter((run) => run.round === round)
  const failed = ofRound.flatMap(({ system, status: runStatus, failure: runFailure, lines }) =>
    lines
      // an open line of a run that failed is one that it had not come to: no system said anything of it
      .filter(({ status }) => status !== 'done' && (status !== 'open' || runStatus === 'failed'))
      .map((line) => ({ ...line, system, runFailure })),
  )
  return failed.map(({ system, holding, status, failure, runFailure, why }) => {
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
