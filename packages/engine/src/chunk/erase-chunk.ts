import type { Parts } from '../request/parts.ts'
import { dueLines } from '../run/due-lines.ts'
import { eraseLines } from '../run/erase-lines.ts'
import { recordRuns } from '../run/record-runs.ts'
import { settle } from '../run/settle.ts'
import type { Started } from '../run/start-runs.ts'
import { unsealedLines } from '../run/unsealed-lines.ts'

type Ordered = Started['runs'][number]

/**
 * Carries out the runs of a chunk: one `erase` call for each system, at the same time, and one transaction with what came
 * of it. What is not done then goes on by itself. Throws what one of them throws, once all have ended.
 * @returns the ids of the requests of which every run is done
 */
export async function eraseChunk(
  started: readonly Started[],
  parts: Parts,
  signal: AbortSignal,
): Promise<Set<string>> {
  const bySystem = Map.groupBy(
    started.flatMap(({ runs }) => runs.filter(({ run }) => run.lines.length > 0)),
    ({ run }) => run.system,
  )
  const tries = await Promise.allSettled([...bySystem].map(([id, runs]) => eraseIn(id, runs, parts, signal)))
  const notDone = new Set(
    tries.flatMap((tried) => {
      if (tried.status === 'rejected') throw tried.reason
      return tried.value
    }),
  )
  return new Set(started.map(({ row }) => row.id).filter((id) => !notDone.has(id)))
}

/** @returns the ids of the requests of which the run is not done */
async function eraseIn(
  id: string,
  ordered: readonly Ordered[],
  parts: Parts,
  signal: AbortSignal,
): Promise<string[]> {
  const { systems, database, queue, now } = parts
  const system = systems.get(id)
  const holdings = system?.connector.holdings ?? {}
  const tries = ordered.map(({ run, order }) => {
    const open = unsealedLines(run, order)
    return { run, open, due: [...dueLines(open, holdings, now())] }
  })
  const outcomes = await eraseLines(
    system,
    tries.flatMap(({ due }) => due),
    parts,
    signal,
  )
  const byLine = new Map(tries.flatMap(({ due }) => due).map((line, index) => [line.id, outcomes[index]]))
  const tried = tries.map(({ run, open }) => {
    const answers = open.map((line) => (byLine.has(line.id) ? byLine.get(line.id) : 'not-sent'))
    return { run, settlement: settle(open, answers, holdings, run.failedAttempts, now()) }
  })
  return database.write(async (executor) => {
    const recorded = await recordRuns(executor, tried, parts)
    for (const run of recorded) {
      if (run.status === 'waiting') await queue.look(executor, 'run', run.id, run.nextAttemptAt)
    }
    const done = new Set(recorded.filter(({ status }) => status === 'done').map(({ requestId }) => requestId))
    return ordered.map(({ run }) => run.requestId).filter((request) => !done.has(request))
  })
}
