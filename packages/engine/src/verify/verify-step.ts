import { findingsOf, finding } from '../request/findings.ts'
import { closeErasure } from '../ledger/close.ts'
import { goesFirst } from '../request/behind-another.ts'
import type { Parts } from '../request/parts.ts'
import { holdRequest, locatedOf, moveRequest, planOf } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { skipFindings, skipsOf } from '../request/skips.ts'
import { tryLater } from '../request/try-later.ts'
import { failedLines, type FailedLine } from '../run/failed-lines.ts'
import { confirmedUnread } from '../run/open-lines.ts'
import { startRuns } from '../run/start-runs.ts'
import { carriedOutAs } from '../plan/difference.ts'
import { keyOfLine, type Plan } from '../plan/plan.ts'
import { skipIn, withoutSkipped } from '../plan/skip.ts'
import type { RequestRow } from '../store/table.ts'
import { withEarlierMatches } from '../subject/earlier-matches.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { comparePlans, type Comparison } from './compare.ts'
import { hashesNow } from './hashes-now.ts'
import { countOlder, leftoverFinding } from './look-again.ts'
import { searchAgain } from './search-again.ts'
import { settlingPause } from './settling.ts'

/** How many times new data are planned anew by itself. Whoever keeps coming back needs a person. */
const roundLimit = 5

/**
 * Looks again after the work: finds the subject, reads the old places, and plans as if nothing had happened. Only when
 * nothing is left to erase, decide or reach is the request verified; the connectors' word plays no part in it.
 */
export async function verifyStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { seal, database, policy } = parts
  const before = locatedOf(row, seal)
  const carriedOut = planOf(row, seal)
  if (before === null || carriedOut === null) {
    throw new Error('A request is to be verified, and what was planned is gone.')
  }
  const { decisions } = row
  const found = await parts.locate(searchAgain(row, before, seal), signal)
  const skips = await database.read((executor) => skipsOf(executor, row.id))
  const located = withoutSkipped(withEarlierMatches(found, before, decisions, 'all'), skips)
  const plan = skipIn(await parts.plan(located, signal), skips)
  const comparison = await compare(row, carriedOut, plan, located, parts, signal)
  const failed = await database.read((executor) => failedLines(executor, row.id, row.rounds))
  const others = [...findingsOf(located, plan), ...skipFindings(skips)]
  const findings = [...leftoverFindings(comparison, failed), ...others]
  const again = { locatedSealed: seal.seal(located), planSealed: seal.seal(plan), plannedAt: parts.now() }
  const previousPlanSealed = seal.seal(carriedOutAs(carriedOut, plan))
  if (comparison.leftovers.length > 0) {
    const wait = settlingPause(row.attempts, comparison.leftovers, failed, parts)
    if (wait !== null) {
      const move = {
        event: 'still-shown',
        nextAttemptAt: wait,
        attempts: row.attempts + 1,
        findings,
      } as const
      await database.write(async (executor) => {
        await moveRequest(executor, row, move, parts)
        await parts.queue.look(executor, 'request', row.id, wait)
      })
      return
    }
    await database.write((executor) => moveRequest(executor, row, { event: 'left-over', findings }, parts))
    return
  }
  if (comparison.fresh.length > 0) {
    // a digest that somebody named or approved stands for that plan and no other
    const named = row.wantedDigest !== null || row.approvedDigest !== null
    const byItself = policy.approval.erasure === 'nobody' && !named && row.rounds < roundLimit
    await database.write(async (executor) => {
      const notice = finding(
        'PLAN_CHANGED',
        null,
        null,
        0,
        'Data came in after the plan was made; here is a new one.',
      )
      const change = { ...again, previousPlanSealed, findings: [notice, ...findings] }
      if (!byItself) {
        await moveRequest(executor, row, { event: 'planned', ...change }, parts)
        return
      }
      const held = await holdRequest(executor, row, { locatedSealed: change.locatedSealed })
      if (!(await goesFirst(executor, held, located, parts))) return
      await startRuns(executor, { row: held, located, plan, change }, parts)
    })
    return
  }
  if (!plan.complete) return tryLater(row, findings, parts)
  if (findings.some(({ code }) => code === 'UNDECIDED')) {
    const move = { event: 'undecided', ...again, findings } as const
    await database.write((executor) => moveRequest(executor, row, move, parts))
    return
  }
  const closing = { row, located, carriedOut, now: plan, findings, skips }
  await database.write((executor) => closeErasure(executor, closing, parts))
}

async function compare(
  row: RequestRow,
  carriedOut: Plan,
  plan: Plan,
  located: LocatedSubject,
  parts: Parts,
  signal: AbortSignal,
): Promise<Comparison> {
  const older = await countOlder(located, plan, row.plannedAt ?? row.createdAt, parts, signal)
  const confirmed = await parts.database.read((executor) => confirmedUnread(executor, row, plan, parts.seal))
  return comparePlans(carriedOut, plan, {
    olderThanPlan: (line) => older.get(keyOfLine(line)) ?? null,
    hashNow: hashesNow(plan),
    isConfirmed: (line) => confirmed.has(keyOfLine(line)),
    fieldsOf: ({ system, holding }) =>
      parts.systems.get(system)?.connector.holdings[holding]?.type.fields ?? [],
  })
}

/** A leftover is explained by how its line failed, where it did; else the system said that it was done. */
function leftoverFindings({ leftovers }: Comparison, failed: readonly FailedLine[]): Finding[] {
  return leftovers.map((leftover) => {
    const { system, holding } = leftover.line
    const why = failed.find((line) => line.system === system && line.holding === holding)
    if (why === undefined) return leftoverFinding(leftover)
    return finding(why.code, system, holding, leftover.count, why.message, leftover.fields)
  })
}
