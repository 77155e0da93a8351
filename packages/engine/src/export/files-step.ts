import { failureOf, FailureError, misconfigured, type Failure } from '@rechtop/connector'
import { and, asc, eq, gt, notInArray } from 'drizzle-orm'
import { OwnError } from '../own-error.ts'
import { finding, findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { locatedOf, moveRequest } from '../request/request-row.ts'
import { tryLater } from '../request/try-later.ts'
import { packageFiles } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import { completeExport } from './complete-export.ts'
import { later } from './later.ts'
import { readFile } from './read-file.ts'

/** After so long no other file is begun: the job, which may take an hour, is given up for a new one. */
const shift = 600_000

/**
 * Reads the files of an export, one after the other. Goes on where it was broken off, file by file; the export is
 * complete when all are there. A file that can't be read for good may have gone with its record since, so that the
 * records are read anew.
 */
export async function filesStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, seal, queue, systems } = parts
  const located = locatedOf(row, seal)
  if (located === null) return
  const begun = performance.now()
  const own = await database.write((executor) => moveRequest(executor, row, { event: 'begun' }, parts))
  const failures = new Map<string, Failure>()
  const failing = new Set<string>()
  let [last, done, notBefore]: [number, number, Date | null] = [0, 0, null]
  for (;;) {
    const file = await nextFile(own, last, [...failing], parts)
    if (file === undefined) break
    if (performance.now() - begun > shift) {
      await database.write((executor) => queue.look(executor, 'request', own.id))
      return
    }
    last = file.number
    const system = systems.get(file.system)
    try {
      if (system === undefined) throw new FailureError(misconfigured('systems'))
      await readFile(own, system, file, parts, signal)
      done += 1
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof OwnError) throw error
      const failure = failureOf(error)
      failures.set(file.system, failure)
      notBefore = later(notBefore, failure)
      // one file may be broken by itself; what else keeps us from one keeps us from all of that system
      if (failure.code !== 'permanent') failing.add(file.system)
    }
  }
  const findings = findingsOf(located, null)
  if (failures.size === 0) return completeExport(own, located, findings, parts)
  const unread = [...failures].map(([system, { code }]) => {
    const message = `A file of this system could not be read (${code}); it is tried again.`
    return finding('UNREACHABLE', system, null, 0, message)
  })
  const isPermanent = [...failures.values()].some(({ code }) => code === 'permanent')
  const phase = isPermanent ? 'locate' : 'files'
  await tryLater(own, [...findings, ...unread], parts, { phase, notBefore, progressed: done > 0 })
}

async function nextFile(
  own: RequestRow,
  after: number,
  failing: readonly string[],
  { database }: Parts,
): Promise<
  Pick<typeof packageFiles.$inferSelect, 'number' | 'system' | 'orderSealed' | 'nameSealed'> | undefined
> {
  const { requestId, number, system, orderSealed, nameSealed, complete } = packageFiles
  const open = [eq(requestId, own.id), eq(complete, false), gt(number, after)]
  const others = failing.length === 0 ? [] : [notInArray(system, [...failing])]
  const [file] = await database.read((executor) =>
    executor
      .select({ number, system, orderSealed, nameSealed })
      .from(packageFiles)
      .where(and(...open, ...others))
      .orderBy(asc(number))
      .limit(1),
  )
  return file
}
