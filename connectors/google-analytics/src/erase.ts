import { failureOf, type ErasureLine, type Outcome } from '@rechtop/connector'
import { z } from 'zod'
import { submitUserDeletion, type GoogleAnalyticsContext } from './api.ts'
import type { GoogleAnalyticsHoldings } from './holdings.ts'
import type { Visitor } from './visitor.ts'

/**
 * Within this time a visitor leaves the reports on single users, and with them the reach of the company (User Deletion
 * API, Deletion timeline). What servers of Google hold longer stands in the holding's `residue`.
 */
const leavesWithin = 72 * 3_600_000
const Token = z.object({ requestedAt: z.iso.datetime({ offset: true }) })

export async function eraseLine(
  line: ErasureLine<GoogleAnalyticsHoldings>,
  visitor: Visitor,
  context: GoogleAnalyticsContext,
): Promise<Outcome> {
  if (line.action === 'reduce')
    return { status: 'unsupported', why: 'Google Analytics deletes visitors as a whole.' }
  if (line.select.before !== undefined)
    return { status: 'unsupported', why: 'Google Analytics deletes all that a visitor did, up to now.' }
  try {
    const asked = Token.safeParse(line.token).data
    const requestedAt = asked?.requestedAt ?? (await submitUserDeletion(visitor, context))
    const leftAt = new Date(Date.parse(requestedAt) + leavesWithin)
    if (context.now() < leftAt) return { status: 'pending', checkAfter: leftAt, token: { requestedAt } }
    // how many events there were nobody is told
    return { status: 'done', count: 0 }
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}
