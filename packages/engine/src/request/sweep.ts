import { eq, lte } from 'drizzle-orm'
import { chunkSizeOf, mostWorkers } from '../chunk/chunk-size.ts'
import { forgetPackages } from '../export/forget-packages.ts'
import type { Subjects } from '../queue/queue.ts'
import { dueRechecks } from '../recheck/recheck-row.ts'
import { packages } from '../store/package-table.ts'
import { forgetBatchKeys } from './create-batch.ts'
import { dueLooks, type DueLook, type DuePlace } from './due-looks.ts'
import { forgetKeys } from './idempotency.ts'
import type { Parts } from './parts.ts'

const batch = 1000
const lastPriority = -20

/**
 * Asks for a look at whatever is due and has no job, so that a lost wake-up heals itself. At the start, jobs that come
 * back only later are not waited for.
 */
export async function sweep(parts: Parts, what: 'everything unfinished' | 'what is due'): Promise<void> {
  const hurry = what === 'everything unfinished'
  await askForLooks('run', hurry, parts)
  await askForLooks('request', hurry, parts)
  await askForLooks('batch', hurry, parts)
  await askForRechecks(parts)
  await forgetExpired(parts)
  await forgetKeys(parts)
  await forgetBatchKeys(parts)
}

/** What ended is looked at again when nothing else is to be done. */
async function askForRechecks({ database, queue, now }: Parts): Promise<void> {
  const due = await database.read((executor) => dueRechecks(executor, now(), batch))
  if (due.length === 0) return
  await database.write(async (executor) => {
    for (const id of due) await queue.look(executor, 'request', id, null, lastPriority)
  })
}

/** Page by page, and none twice: what stays due however often it is looked at does not keep the others. */
async function askForLooks(at: Subjects, hurry: boolean, parts: Parts): Promise<void> {
  const { database, queue, now } = parts
  const together = chunkSizeOf(parts) !== null
  let after: DuePlace | null = null
  for (;;) {
    const options = { now: now(), after, limit: batch, hurry, together }
    const due: DueLook[] = await database.read((executor) => dueLooks(executor, at, options))
    const last = due.at(-1)
    if (last === undefined) return
    await database.write(async (executor) => {
      for (const { id } of due) {
        if (at === 'batch') await queue.lookTogether(executor, id, mostWorkers)
        else await queue.look(executor, at, id)
      }
    })
    if (due.length < batch) return
    after = last.place
  }
}

/**
 * Exports whose days are over go from our tables, one at a time: those of one day end together, and may be more than
 * one transaction can delete. What another worker is deleting is left to it.
 */
async function forgetExpired({ database, now, log }: Parts): Promise<void> {
  const expired = await database.read((executor) =>
    executor
      .select({ id: packages.requestId })
      .from(packages)
      .where(lte(packages.expiresAt, now()))
      .limit(batch),
  )
  for (const { id } of expired) {
    const forget = database.write(async (executor) => {
      const mine = await executor
        .select({ id: packages.requestId })
        .from(packages)
        .where(eq(packages.requestId, id))
        .for('update', { skipLocked: true })
      if (mine.length > 0) await forgetPackages(executor, [id])
    })
    // one that can't be deleted now does not keep the others; the next sweep tries again
    await forget.catch(() => log('package-not-forgotten', { request: id }))
  }
}
