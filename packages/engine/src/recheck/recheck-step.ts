import { forgetPlaces } from '../ledger/identifiers.ts'
import { finding, findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { destructive, moveRequest, noteEvent } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { skipFindings, skipsOf } from '../request/skips.ts'
import { skipIn, withoutSkipped } from '../plan/skip.ts'
import type { Plan } from '../plan/plan.ts'
import type { RequestRow } from '../store/table.ts'
import { learnedBefore, undecidedBefore, withEarlierMatches } from '../subject/earlier-matches.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { forgetRecheck, loadRecheck, nextRecheck, putOffRecheck, rememberedIn } from './recheck-row.ts'

/** A system that can't be read is asked again after an hour, so often; then on the next day that is planned. */
const mostTries = 24
const pause = 3_600_000

/**
 * Looks again, days after an erasure ended, for what should be gone. Somebody who is back brings the request before a
 * person with a new plan, since they may have come back of their own will. Changes nothing in any system.
 */
export async function recheckStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, seal, now } = parts
  const recheck = await database.read((executor) => loadRecheck(executor, row.id))
  if (recheck === null || recheck.lookAt > now() || row.closedAt === null) return
  const closedAt = row.closedAt
  const { identifiers, decisions, located: before } = rememberedIn(recheck, seal)
  const learned = learnedBefore(before, decisions, 'all')
  const doubted = undecidedBefore(before, 'all')
  const found = await parts.locate({ identifiers, decisions, learned, doubted }, signal)
  const skips = await database.read((executor) => skipsOf(executor, row.id))
  const located = withoutSkipped(withEarlierMatches(found, before, decisions, 'all'), skips)
  const plan = skipIn(await parts.plan(located, signal), skips)
  const back = shownAgain(plan)
  if (back.length > 0) {
    const findings = [...back, ...findingsOf(located, plan), ...skipFindings(skips)]
    const sealed = { subjectSealed: seal.seal(identifiers), locatedSealed: seal.seal(located) }
    const planned = { planSealed: seal.seal(plan), plannedAt: now(), decisions, findings }
    const asked = { wantedDigest: null, approvedDigest: null, approvedBy: null, attempts: 0 }
    await database.write(async (executor) => {
      await moveRequest(executor, row, { event: 'came-back', ...sealed, ...planned, ...asked }, parts)
      await forgetRecheck(executor, row.id)
    })
    return
  }
  await database.write(async (executor) => {
    const isRead = plan.complete
    await noteEvent(executor, row, isRead ? 'looked-again' : 'not-looked-again', parts)
    if (isRead && recheck.remaining.length === 0) await forgetPlaces(executor, stillEmpty(before, located))
    if (isRead || recheck.attempts + 1 >= mostTries) await nextRecheck(executor, recheck, closedAt)
    else await putOffRecheck(executor, recheck, new Date(now().getTime() + pause))
  })
}

/** Remembered places with nothing in them when the request ended, nor now: no system is in the middle of a restore. */
function stillEmpty({ empty: before = [] }: LocatedSubject, { empty: now = [] }: LocatedSubject): string[] {
  return now.filter((id) => before.includes(id))
}

/** Of what a system never shows nobody can say that it is back. */
function shownAgain(plan: Plan): Finding[] {
  const lines = destructive(plan).filter(({ unread }) => unread === undefined)
  return lines.map(({ system, holding, count }) =>
    finding('CAME_BACK', system, holding, count, 'It is there again, since the request ended.'),
  )
}
