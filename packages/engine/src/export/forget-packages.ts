import { and, eq, inArray } from 'drizzle-orm'
import type { Parts } from '../request/parts.ts'
import { moveRequest } from '../request/request-row.ts'
import { isAmong } from '../store/among.ts'
import type { Executor } from '../store/database.ts'
import { packageFileParts, packageFiles, packageParts, packages } from '../store/package-table.ts'
import { requests } from '../store/table.ts'

/** Deletes what these requests gave out or were about to, files included. */
export async function forgetPackages(executor: Executor, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return
  const files = await executor
    .select({ requestId: packageFiles.requestId, number: packageFiles.number })
    .from(packageFiles)
    .where(isAmong(packageFiles.requestId, requestIds))
  // one by one: a statement ends after a minute, and many gigabytes take longer
  for (const { requestId, number } of files) {
    await executor
      .delete(packageFileParts)
      .where(and(eq(packageFileParts.requestId, requestId), eq(packageFileParts.number, number)))
  }
  for (const table of [packageFileParts, packageFiles, packageParts, packages]) {
    await executor.delete(table).where(isAmong(table.requestId, requestIds))
  }
}

/**
 * Deletes all exports of subjects whose data are gone. One that is being written begins anew, or it would lack what
 * was written so far.
 */
export async function forgetPackagesOf(
  executor: Executor,
  pseudonyms: readonly string[],
  parts: Pick<Parts, 'queue' | 'now'>,
): Promise<void> {
  const begun = await executor
    .select()
    .from(requests)
    .where(and(isAmong(requests.pseudonym, pseudonyms), inArray(requests.phase, ['export', 'files'])))
    .for('no key update')
  for (const row of begun) {
    await moveRequest(executor, row, { event: 'export-restarted' }, parts)
    await parts.queue.look(executor, 'request', row.id)
  }
  const ofSubject = await executor
    .select({ id: requests.id })
    .from(requests)
    .where(and(isAmong(requests.pseudonym, pseudonyms), eq(requests.right, 'access')))
  await forgetPackages(
    executor,
    ofSubject.map(({ id }) => id),
  )
}
