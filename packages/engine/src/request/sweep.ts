import { and, asc, eq, inArray, isNotNull, lte } from 'drizzle-orm'
import { forgetPackages } from '../export/forget-packages.ts'
import { packages } from '../store/package-table.ts'
import { requests, runs } from '../store/table.ts'
import type { Parts } from './parts.ts'

const batch = 1000

/**
 * Asks for a look at whatever is due, so that a lost wake-up heals itself; at the start, at everything unfinished.
 */
export async function sweep(parts: Parts, what: 'everything unfinished' | 'what is due'): Promise<void> {
  const { database, queue, now } = parts
  const unfinished = inArray(requests.phase, ['locate', 'run', 'verify', 'export', 'files'])
  const open = inArray(runs.status, ['pending', 'running', 'waiting'])
  const [requestIds, runIds] = await database.read(async (executor) => {
    const dueRequests = and(unfinished, isNotNull(requests.nextAttemptAt), lte(requests.nextAttemptAt, now()))
    const dueRuns = and(open, isNotNull(runs.nextAttemptAt), lte(runs.nextAttemptAt, now()))
    const all = what === 'everything unfinished'
    return Promise.all([
      executor
        .select({ id: requests.id })
        .from(requests)
        .where(all ? unfinished : dueRequests)
        .orderBy(asc(requests.createdAt))
        .limit(batch),
      executor
        .select({ id: runs.id })
        .from(runs)
        .where(all ? open : dueRuns)
        .limit(batch),
    ])
  })
  if (requestIds.length + runIds.length > 0) {
    await database.write(async (executor) => {
      for (const { id } of requestIds) await queue.look(executor, 'request', id)
      for (const { id } of runIds) await queue.look(executor, 'run', id)
    })
  }
  await forgetExpired(parts)
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
