import type { Parts } from '../request/parts.ts'
import { dueLines } from '../run/due-lines.ts'
import { eraseLines } from '../run/erase-lines.ts'
import type { OrderedRun } from '../run/order.ts'
import { settledRun } from '../run/record-runs.ts'
import { settle } from '../run/settle.ts'
import type { Started } from '../run/start-runs.ts'
import { unsealedLines } from '../run/unsealed-lines.ts'
import type { RunRow } from '../store/table.ts'
import { leaveTried } from './leave-tried.ts'

/**
 * Carries out the runs of a chunk: one `erase` call for each system, at the same time. Throws what one of them throws,
 * once all have ended and what came of the others is written down.
 * @returns the same with the runs as they are after the try, which their rows don't say yet
 */
export async function eraseChunk(
  started: readonly Started[],
  parts: Parts,
  signal: AbortSignal,
): Promise<Started[]> {
  const bySystem = Map.groupBy(
    started.flatMap(({ runs }) => runs.filter(({ run }) => run.lines.length > 0)),
    ({ run }) => run.system,
  )
  const tries = await Promise.allSettled([...bySystem].map(([id, runs]) => eraseIn(id, runs, parts, signal)))
  const after = new Map(
    tries.flatMap((tried) => (tried.status === 'fulfilled' ? tried.value : [])).map((run) => [run.id, run]),
  )
  const tried = started.map((one) => ({
    ...one,
    runs: one.runs.map(({ run, order }) => ({ run: after.get(run.id) ?? run, order })),
  }))
  for (const one of tries) {
    if (one.status === 'fulfilled') continue
    await leaveTried(tried, parts)
    throw one.reason
  }
  return tried
}

async function eraseIn(
  id: string,
  ordered: readonly OrderedRun[],
  parts: Parts,
  signal: AbortSignal,
): Promise<RunRow[]> {
  const { systems, now } = parts
  const system = systems.get(id)
  const holdings = system?.connector.holdings ?? {}
  const tries = ordered.map(({ run, order }) => {
    const open = unsealedLines(run, order)
    return { run, open, due: [...dueLines(open, holdings, now())] }
  })
  const sent = tries.flatMap(({ due }) => due)
  const outcomes = await eraseLines(system, sent, parts, signal)
  const byLine = new Map(sent.map((line, index) => [line.id, outcomes[index]]))
  return tries.map(({ run, open }) => {
    const answers = open.map((line) => (byLine.has(line.id) ? byLine.get(line.id) : 'not-sent'))
    return settledRun(run, settle(open, answers, holdings, run.failedAttempts, now()), parts)
  })
}
