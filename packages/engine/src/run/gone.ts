import type { RunLine, RunRow } from '../store/table.ts'
import type { OrderedLine, OrderedRun } from './order.ts'

/** What went by one line of a run. */
export type Gone = {
  readonly run: RunRow
  /** Undefined once the run was emptied. */
  readonly ordered: OrderedLine | undefined
  readonly count: number
}

/**
 * What went by the runs of one request, also by lines that failed half-way. A record that a later round ordered once more,
 * since its system still showed it, went once; of a set nothing says whether it is the same.
 */
export function goneIn(runs: readonly OrderedRun[]): Gone[] {
  const gone: Gone[] = []
  const counted = new Set<string>()
  for (const { run, order } of runs.toSorted((a, b) => a.run.round - b.run.round)) {
    for (const [place, line] of run.lines.entries()) {
      if (line.status !== 'done' && line.done === 0) continue
      const ordered = order[place]
      const works = ordered?.line.grain === 'record' ? worksOf(ordered) : []
      const own = works.map((work) => `${run.system} ${work}`).filter((work) => !counted.has(work))
      if (works.length > 0 && own.length === 0) continue
      const count = goneBy(run, line)
      gone.push({ run, ordered, count: own.length < works.length ? Math.min(own.length, count) : count })
      if (line.status === 'done') for (const work of own) counted.add(work)
    }
  }
  return gone
}

/**
 * How many records a line took away. Where there was one call its answer counts, which may be that another request was
 * first; where an answer may have been lost, or was given to an earlier round, what was planned. Of what failed half-way
 * nothing but its answers.
 */
function goneBy({ attempts, round }: RunRow, { status, planned, done }: RunLine): number {
  const isPlanned = status === 'done' && (attempts > 1 || round > 1)
  return isPlanned ? planned : Math.min(planned, done)
}

/** What a line does, in parts that another line may do too: with each of its records, or with a set. */
export function worksOf(ordered: OrderedLine | undefined): string[] {
  if (ordered === undefined) return []
  const { match, holding, action, grain, refs, fields } = ordered.line
  const work = [match, holding, action, fields]
  return grain === 'set' ? [JSON.stringify(work)] : refs.map((ref) => JSON.stringify([...work, ref]))
}
