import { and, count, eq, sum } from 'drizzle-orm'
import { addPeriod, dayOf, endOfDay } from '../plan/calendar.ts'
import type { Parts } from '../request/parts.ts'
import { moveRequest, withoutPerson } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import type { Executor } from '../store/database.ts'
import { packageFiles, packageParts, packages } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import type { LocatedSubject } from '../subject/located.ts'

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
    const size = await sizeOf(executor, own.id)
    await executor.insert(packages).values({ requestId: own.id, ...size, createdAt: now(), expiresAt })
  })
}

/** How much an export holds now. */
export async function sizeOf(
  executor: Executor,
  requestId: string,
): Promise<{
  readonly records: number
  readonly bytes: number
  readonly files: number
  readonly fileBytes: number
}> {
  const [text] = await executor
    .select({ records: sum(packageParts.records), bytes: sum(packageParts.bytes) })
    .from(packageParts)
    .where(eq(packageParts.requestId, requestId))
  const [files] = await executor
    .select({ files: count(), bytes: sum(packageFiles.bytes) })
    .from(packageFiles)
    .where(and(eq(packageFiles.requestId, requestId), eq(packageFiles.complete, true)))
  return {
    records: Number(text?.records ?? 0),
    bytes: Number(text?.bytes ?? 0),
    files: files?.files ?? 0,
    fileBytes: Number(files?.bytes ?? 0),
  }
}
