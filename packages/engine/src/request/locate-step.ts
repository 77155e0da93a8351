import { learnedBefore, undecidedBefore, withEarlierMatches } from '../subject/earlier-matches.ts'
import type { RequestRow } from '../store/table.ts'
import { openLines } from '../run/open-lines.ts'
import { startRuns } from '../run/start-runs.ts'
import { finding, findingsOf } from './findings.ts'
import type { Parts } from './parts.ts'
import { identifiersOf, locatedOf, moveRequest } from './request-row.ts'

/**
 * Finds the subject and, for an erasure, makes the plan. Goes on by itself when the policy asks nobody or when this
 * very plan was approved; a plan with another digest than the one wanted or approved waits for a person.
 */
export async function locateStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { seal, database, policy, queue } = parts
  const identifiers = identifiersOf(row, seal)
  const before = locatedOf(row, seal)
  const learned = learnedBefore(before, row.decisions)
  const doubted = row.rounds > 0 ? undecidedBefore(before) : []
  const found = await parts.locate({ identifiers, decisions: row.decisions, learned, doubted }, signal)
  // before any work a match that is not found any more was mended at its source
  const located = withEarlierMatches(found, before, row.decisions, row.rounds > 0 ? 'all' : 'undecided')
  const locatedSealed = seal.seal(located)
  if (row.right === 'access') {
    await database.write(async (executor) => {
      const change = {
        phase: 'export',
        status: 'running',
        locatedSealed,
        findings: findingsOf(located, null),
      } as const
      await moveRequest(executor, row, change)
      await queue.look(executor, 'request', row.id)
    })
    return
  }
  const plan = await parts.plan(located, signal)
  const planned = { locatedSealed, planSealed: seal.seal(plan), plannedAt: parts.now(), nextAttemptAt: null }
  const findings = findingsOf(located, plan)
  const changed = [row.wantedDigest, row.approvedDigest].some(
    (digest) => digest !== null && digest !== plan.digest,
  )
  const open = await database.read((executor) => openLines(executor, row, plan, seal))
  const approved = row.approvedDigest === plan.digest || (policy.approval.erasure === 'nobody' && !changed)
  if (open.length > 0 && !approved) {
    const notice = finding(
      'PLAN_CHANGED',
      null,
      null,
      0,
      'The plan is not the one that was seen; look at it again.',
    )
    await database.write((executor) =>
      moveRequest(executor, row, {
        ...planned,
        phase: 'approve',
        status: 'awaiting-approval',
        findings: changed ? [notice, ...findings] : findings,
      }),
    )
    return
  }
  const tryingAgain = row.rounds > 0 && open.length === 0
  await database.write(async (executor) => {
    const phase = tryingAgain ? ({ phase: 'verify', status: 'running' } as const) : {}
    const moved = await moveRequest(executor, row, { ...planned, ...phase, findings })
    if (tryingAgain) await queue.look(executor, 'request', row.id)
    else await startRuns(executor, moved, located, plan, parts)
  })
}
