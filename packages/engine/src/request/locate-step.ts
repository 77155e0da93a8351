import { stillNamed } from '../criterion/still-named.ts'
import { closeCancelled } from '../ledger/close.ts'
import {
  learnedBefore,
  taughtBefore,
  undecidedBefore,
  withEarlierMatches,
} from '../subject/earlier-matches.ts'
import type { RequestRow } from '../store/table.ts'
import { openLines } from '../run/open-lines.ts'
import { startRuns } from '../run/start-runs.ts'
import { goesFirst } from './behind-another.ts'
import { finding, findingsOf } from './findings.ts'
import { skipIn, withoutSkipped } from '../plan/skip.ts'
import type { Parts } from './parts.ts'
import { skipFindings, skipsOf } from './skips.ts'
import { holdRequest, identifiersOf, locatedOf, moveRequest } from './request-row.ts'
import { tryLater } from './try-later.ts'

/**
 * Finds the subject and, for an erasure, makes the plan. Goes on by itself when the policy asks nobody or when this
 * very plan was approved; a plan with another digest than the one wanted or approved waits for a person. Behind another
 * request of the same person and right it waits or ends instead.
 */
export async function locateStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { seal, database, policy, queue } = parts
  const identifiers = identifiersOf(row, seal)
  const before = locatedOf(row, seal)
  // before any work a match that is not found any more was mended at its source
  const which = row.rounds > 0 ? 'all' : 'undecided'
  const learned = learnedBefore(before, row.decisions, which)
  // and so was what it taught, or it has gone with its record: only a person can tell
  const learnedEarlier = [
    ...learnedBefore(before, row.decisions, 'all'),
    ...taughtBefore(before, row.decisions),
  ]
  const doubted = undecidedBefore(before, which)
  const found = await parts.locate(
    { identifiers, decisions: row.decisions, learned, learnedEarlier, doubted },
    signal,
  )
  const skips = await database.read((executor) => skipsOf(executor, row.id))
  const known = withEarlierMatches(found, before, row.decisions, which)
  const located = withoutSkipped(known, skips)
  const locatedSealed = seal.seal(located)
  if (row.right === 'access') {
    await database.write(async (executor) => {
      const findings = findingsOf(located, null)
      const held = await holdRequest(executor, row, { locatedSealed, duplicateOf: null })
      if (!(await goesFirst(executor, held, located, parts))) return
      await moveRequest(executor, held, { event: 'found', findings }, parts)
      await queue.look(executor, 'request', row.id)
    })
    return
  }
  if (row.rounds === 0) {
    const [named] = await stillNamed(row.batchId, [located], parts, signal)
    if (named === 'unknown') return tryLater(row, findingsOf(located, null), parts)
    if (named === 'no') return closeNotDue(row, parts)
  }
  const plan = skipIn(await parts.plan(located, signal), skips)
  const planned = {
    planSealed: seal.seal(plan),
    plannedAt: parts.now(),
    // the plan that was approved, made once more, differs from the same one as before
    previousPlanSealed: row.approvedDigest === plan.digest ? row.previousPlanSealed : row.planSealed,
  }
  const findings = [...findingsOf(located, plan), ...skipFindings(skips)]
  const changed = [row.wantedDigest, row.approvedDigest].some(
    (digest) => digest !== null && digest !== plan.digest,
  )
  const open = await database.read((executor) => openLines(executor, row, plan, seal))
  const approved = row.approvedDigest === plan.digest || (policy.approval.erasure === 'nobody' && !changed)
  const notice = finding(
    'PLAN_CHANGED',
    null,
    null,
    0,
    'The plan is not the one that was seen; look at it again.',
  )
  const all = changed ? [notice, ...findings] : findings
  await database.write(async (executor) => {
    const held = await holdRequest(executor, row, { locatedSealed, duplicateOf: null })
    if (!(await goesFirst(executor, held, located, parts))) return
    if (open.length > 0 && !approved) {
      await moveRequest(executor, held, { event: 'planned', ...planned, findings: all }, parts)
      return
    }
    if (row.rounds === 0 || open.length > 0) {
      await startRuns(executor, { row: held, located, plan, change: { ...planned, findings } }, parts)
      return
    }
    await moveRequest(executor, held, { event: 'nothing-ordered', ...planned, findings }, parts)
    await queue.look(executor, 'request', row.id)
  })
}

/** Nobody asked for it but a criterion, which does not name them any more. */
async function closeNotDue(row: RequestRow, parts: Parts): Promise<void> {
  const message = 'The criterion that named them does so no more: nothing was erased.'
  const findings = [finding('NOT_DUE', null, null, 0, message)]
  await parts.database.write(async (executor) => {
    await closeCancelled(executor, row, { by: null, findings }, parts)
  })
}
