import { failureOf } from '@rechtop/connector'
import { eq } from 'drizzle-orm'
import { addPeriod, dayOf } from '../plan/calendar.ts'
import { finding, findingsOf } from '../request/findings.ts'
import type { Parts } from '../request/parts.ts'
import { locatedOf, moveRequest, withoutPerson } from '../request/request-row.ts'
import type { Finding } from '../request/request.ts'
import { packageParts, packages, type RequestRow } from '../store/table.ts'
import { ownMatches, type LocatedSubject } from '../subject/located.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import { tryLater } from '../verify/verify-step.ts'
import { describeSystems } from './describe-systems.ts'

const partSize = 500

/**
 * Writes the export of an access request, in sealed parts. Begins anew after a crash. Complete only when every system
 * answered and no match is undecided.
 */
export async function exportStep(row: RequestRow, parts: Parts, signal: AbortSignal): Promise<void> {
  const { database, seal, policy, now } = parts
  const located = locatedOf(row, seal)
  if (located === null) return
  const writer = createWriter(row.id, parts)
  await writer.begin(JSON.stringify(describeSystems(located, parts)))
  const findings: Finding[] = [...findingsOf(located, null)]
  for (const system of parts.systems.values()) {
    try {
      await exportSystem(system, located, writer, signal)
    } catch (error) {
      signal.throwIfAborted()
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
  if (findings.some(({ code }) => code === 'UNREACHABLE')) return tryLater(row, findings, parts)
  if (findings.some(({ code }) => code === 'UNDECIDED')) {
    await database.write((executor) =>
      moveRequest(executor, row, { phase: 'decide', status: 'waiting', findings }),
    )
    return
  }
  const expiresAt = new Date(
    `${addPeriod(dayOf(now(), policy.timeZone), `P${policy.exportDays}D`)}T00:00:00Z`,
  )
  const { records, bytes } = writer.total()
  await database.write(async (executor) => {
    await moveRequest(executor, row, {
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

type Writer = ReturnType<typeof createWriter>

async function exportSystem(
  system: System,
  located: LocatedSubject,
  writer: Writer,
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
    for await (const { holding, data } of system.connector.export(orders, context)) {
      context.signal.throwIfAborted()
      const type = holdings[holding]?.type.name ?? holding
      await writer.add(JSON.stringify({ system: system.id, holding, type, data }))
    }
  })
}

function createWriter(requestId: string, { database, seal }: Parts) {
  let place = 0
  let records = 0
  let bytes = 0
  let lines: string[] = []
  const write = async (count: number): Promise<void> => {
    const part = lines.join('\n')
    const size = Buffer.byteLength(part)
    const row = { requestId, place, records: count, bytes: size, partSealed: seal.seal(part) }
    await database.write((executor) => executor.insert(packageParts).values(row))
    place += 1
    records += count
    bytes += size
    lines = []
  }
  return {
    begin: async (description: string): Promise<void> => {
      await database.write((executor) =>
        executor.delete(packageParts).where(eq(packageParts.requestId, requestId)),
      )
      lines = [description]
      await write(0)
    },
    add: async (record: string): Promise<void> => {
      lines.push(record)
      if (lines.length >= partSize) await write(lines.length)
    },
    flush: async (): Promise<void> => {
      if (lines.length > 0) await write(lines.length)
    },
    total: () => ({ records, bytes }),
  }
}
