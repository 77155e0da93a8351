import { addPeriod, dayOf, endOfDay } from '../plan/calendar.ts'
import { leftBehind } from '../request/joined.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequest, withoutPerson } from '../request/request-row.ts'
import { giveBackMatches } from '../request/take-matches.ts'
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
  parts: Parts,
): Promise<void> {
  const { database, seal, policy, now } = parts
  const lastDay = addPeriod(dayOf(now(), policy.timeZone), `P${policy.exportDays}D`)
  const expiresAt = endOfDay(lastDay, policy.timeZone)
  await database.write(async (executor) => {
    const told = [...(await leftBehind(executor, own, seal)), ...findings]
    const change = { findings: told, subjectSealed: null, locatedSealed: seal.seal(withoutPerson(located)) }
    await moveRequest(executor, own, { event: 'completed', ...change }, parts)
    const { size, proof } = await sizeOf(executor, own.id, seal)
    await executor.insert(packages).values({ requestId: own.id, ...size, proof, createdAt: now(), expiresAt })
    await giveBackMatches(executor, [own.id], parts)
  })
}
