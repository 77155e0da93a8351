import { addPeriod, dayOf, endOfDay } from '../plan/calendar.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequest, withoutPerson } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { packages } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { sizeOf } from './package-size.ts'

/** Closes an access request: from now on its export can be fetched, for so many days as the policy says. */
export async function completeExport(
  own: RequestRow,
  located: LocatedSubject,
  findings: readonly Finding[],
  { database, seal, policy, now }: Parts,
): Promise<void> {
  const lastDay = addPeriod(dayOf(now(), policy.timeZone), `P${policy.exportDays}D`)
  const expiresAt = endOfDay(lastDay, policy.timeZone)
  await database.write(async (executor) => {
    await moveRequest(executor, own, {
      phase: 'end',
      status: 'completed',
      closedAt: now(),
      nextAttemptAt: null,
      findings,
      subjectSealed: null,
      locatedSealed: seal.seal(withoutPerson(located)),
    })
    const { size, proof } = await sizeOf(executor, own.id, seal)
    await executor.insert(packages).values({ requestId: own.id, ...size, proof, createdAt: now(), expiresAt })
  })
}
