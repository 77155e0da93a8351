import { failureOf, type ErasureLine, type Holdings, type Outcome } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { Parts } from '../request/parts.ts'
import type { RunLine } from '../store/table.ts'
import { callSystem, limits } from '../system/call-system.ts'
import type { System } from '../system/system.ts'
import type { OrderedLine } from './order.ts'
import type { UnsealedLine } from './unsealed-lines.ts'

/** One outcome for each of these lines, from one `erase` call. Throws only when the caller gave up. */
export async function eraseLines(
  system: System | undefined,
  lines: readonly UnsealedLine[],
  { seal }: Parts,
  signal: AbortSignal,
): Promise<Outcome[]> {
  if (system === undefined) return failAll(lines, { code: 'config', key: 'systems' })
  const byMatch = [...Map.groupBy(lines, ({ content }) => content.line.match).values()]
  const orders = byMatch.map((ofMatch) => ({
    locator: ofMatch[0]?.content.locator ?? null,
    lines: ofMatch.map(({ row, content }) => toErasureLine(row, content, seal)),
  }))
  try {
    const answers = await callSystem(system, limits.erase, signal, (context) =>
      system.connector.erase(orders, context),
    )
    const byLine = new Map<string, Outcome>()
    for (const [at, ofMatch] of byMatch.entries()) {
      for (const [place, { row }] of ofMatch.entries()) {
        const outcome = answers[at]?.[place]
        if (outcome !== undefined) byLine.set(row.id, outcome)
      }
    }
    const missing: Outcome = {
      status: 'failed',
      done: 0,
      failure: { code: 'permanent', detail: 'the connector gave no outcome for this line' },
    }
    return lines.map(({ row }) => byLine.get(row.id) ?? missing)
  } catch (error) {
    signal.throwIfAborted()
    return failAll(lines, failureOf(error))
  }
}

/** The same failure for every line. */
export function failAll(lines: readonly UnsealedLine[], failure: ReturnType<typeof failureOf>): Outcome[] {
  return lines.map(() => ({ status: 'failed', failure, done: 0 }))
}

function toErasureLine(row: RunLine, { line }: OrderedLine, seal: Parts['seal']): ErasureLine<Holdings> {
  const before = line.before === null ? {} : { before: line.before }
  const select =
    line.grain === 'set' ? { all: true as const, ceiling: line.ceiling ?? 0, ...before } : { refs: line.refs }
  const token = row.tokenSealed === null ? {} : { token: seal.open(row.tokenSealed) as Json }
  const base = { key: row.id, holding: line.holding, select, ...token }
  return line.action === 'reduce'
    ? { ...base, action: 'reduce', fields: line.fields }
    : { ...base, action: 'erase' }
}
