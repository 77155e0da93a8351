import { failureOf, FailureError, permanent, type ExportItem, type Holdings } from '@rechtop/connector'
import { and, eq } from 'drizzle-orm'
import { OwnError } from '../own-error.ts'
import { finding, findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { locatedOf, moveRequest } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { tryLater } from '../request/try-later.ts'
import { packageFiles } from '../store/package-table.ts'
import type { RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject, type SubjectMatch } from '../subject/located.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { describeSystems } from './describe-systems.ts'
import { forgetUnnamedFiles } from './package-file.ts'
import { createPackageWriter, type PackageRecord, type PackageWriter } from './package-writer.ts'
import { later } from './later.ts'

/**
 * Writes the records of an access request, in sealed parts. Begins anew after a crash. The files that they name are
 * read in the next step, which comes only when every system answered and no match is undecided.
 * @returns whether that step may begin at once; one with files gets a job of its own
 */
export async function exportStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<boolean> {
  const { database, seal, queue } = parts
  const located = locatedOf(row, seal)
  if (located === null) return false
  // the version fences the parts: a worker that lost its lease writes none
  const own = await database.write((executor) => moveRequest(executor, row, { event: 'begun' }, parts))
  const writer = createPackageWriter(own, parts)
  await writer.begin(JSON.stringify(describeSystems(located, parts)))
  const findings: Finding[] = [...findingsOf(located, null)]
  let notBefore: Date | null = null
  for (const system of parts.systems.values()) {
    try {
      await exportSystem(system, located, writer, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof OwnError) throw error
      const failure = failureOf(error)
      const message = `The system could not be read (${failure.code}); it is tried again.`
      findings.push(finding('UNREACHABLE', system.id, null, 0, message))
      notBefore = later(notBefore, failure)
    }
  }
  await writer.flush()
  if (findings.some(({ code }) => code === 'UNREACHABLE')) {
    await tryLater(own, findings, parts, { notBefore })
    return false
  }
  if (findings.some(({ code }) => code === 'UNDECIDED')) {
    await database.write((executor) => moveRequest(executor, own, { event: 'undecided', findings }, parts))
    return false
  }
  return database.write(async (executor) => {
    await forgetUnnamedFiles(executor, own)
    const [unread] = await executor
      .select({ number: packageFiles.number })
      .from(packageFiles)
      .where(and(eq(packageFiles.requestId, own.id), eq(packageFiles.complete, false)))
      .limit(1)
    await moveRequest(executor, own, { event: 'records-written', findings }, parts)
    if (unread === undefined) return true
    await queue.look(executor, 'request', own.id)
    return false
  })
}

async function exportSystem(
  system: System,
  located: LocatedSubject,
  writer: PackageWriter,
  signal: AbortSignal,
): Promise<void> {
  const matches = ownMatches(located).filter((match) => match.system === system.id)
  if (matches.length === 0) return
  const shown = Object.entries(system.connector.holdings).filter(
    ([, { role, unread }]) => role === 'controller' && unread === undefined,
  )
  const holdings = Object.fromEntries(shown.map(([name]) => [name, {}]))
  const orders = matches.map(({ locator }) => ({ locator, holdings }))
  await callSystem(system, limits.export, signal, async (context) => {
    for await (const item of system.connector.export(orders, context)) {
      context.signal.throwIfAborted()
      await writer.add(recordOf(system, matches[item.of], item))
    }
  })
}

function recordOf(
  { id, connector }: System,
  match: SubjectMatch | undefined,
  { holding, ref, data, shared, files = [] }: ExportItem<Holdings>,
): PackageRecord {
  const type = connector.holdings[holding]?.type.name ?? holding
  const content = { system: id, holding, type, namesOthers: shared === true, data }
  if (files.length === 0) return { content, files: [] }
  if (match === undefined || connector.readFile === undefined) {
    throw new FailureError(permanent('a record names files, and the connector can read none'))
  }
  return {
    content,
    files: files.map((reference) => {
      const order = { locator: match.locator, holding, ref, file: reference.id }
      return { reference, place: { system: id, match: match.id, order } }
    }),
  }
}
