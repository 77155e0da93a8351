import { failureOf } from '@rechtop/connector'
import { addPeriod, dayOf, endOfDay } from '../plan/calendar.ts'
import { finding, findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { locatedOf, moveRequest, withoutPerson } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { packages, type RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { tryLater } from '../verify/verify-step.ts'
import { OwnError } from '../own-error.ts'
import { describeSystems } from './describe-systems.ts'
import { createPackageWriter, type PackageWriter } from './package-writer.ts'

/**
 * Writes the export of an access request, in sealed parts. Begins anew after a crash. Complete only when every system
 * answered and no match is undecided.
 */
export async function exportStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, seal, policy, now } = parts
  const located = locatedOf(row, seal)
  if (located === null) return
  // the version fences the parts: a worker that lost its lease writes none
  const own = await database.write((executor) => moveRequest(executor, row, {}))
  const writer = createPackageWriter(own, parts)
  await writer.begin(JSON.stringify(describeSystems(located, parts)))
  const findings: Finding[] = [...findingsOf(located, null)]
  for (const system of parts.systems.values()) {
    try {
      await exportSystem(system, located, writer, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof OwnError) throw error
      const { code } = failureOf(error)
      findings.push(
        finding(
          'UNREACHABLE',
          system.id,
          null,
          0,
          `The system could not be read (${code}); it is tried again.`,
        ),
      )
    }
  }
  await writer.flush()
  if (findings.some(({ code }) => code === 'UNREACHABLE')) return tryLater(own, findings, parts)
  if (findings.some(({ code }) => code === 'UNDECIDED')) {
    await database.write((executor) =>
      moveRequest(executor, own, { phase: 'decide', status: 'waiting', findings }),
    )
    return
  }
  const lastDay = addPeriod(dayOf(now(), policy.timeZone), `P${policy.exportDays}D`)
  const expiresAt = endOfDay(lastDay, policy.timeZone)
  const { records, bytes } = writer.total()
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
    await executor.insert(packages).values({ requestId: row.id, records, bytes, createdAt: now(), expiresAt })
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
  const { holdings } = system.connector
  const names = Object.keys(holdings).filter((name) => holdings[name]?.role === 'controller')
  const orders = matches.map(({ locator }) => ({
    locator,
    holdings: Object.fromEntries(names.map((name) => [name, {}])),
  }))
  await callSystem(system, limits.export, signal, async (context) => {
    for await (const { holding, data, shared } of system.connector.export(orders, context)) {
      context.signal.throwIfAborted()
      const type = holdings[holding]?.type.name ?? holding
      await writer.add(
        JSON.stringify({ system: system.id, holding, type, namesOthers: shared === true, data }),
      )
    }
  })
}
