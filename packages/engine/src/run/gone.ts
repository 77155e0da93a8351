import type { RunLine, RunRow } from '../store/table.ts'
import type { OrderedLine, OrderedRun } from './order.ts'

/** What went by one line of a run. */
export type Gone = { readonly run: RunRow; readonly ordered: OrderedLine; readonly count: number }

/** Records that a line was ordered for, and how many of them it does not account for. */
type Told = { readonly works: ReadonlySet<string>; left: number }

/**
 * What went by the runs of one request, also by lines that failed half-way; of a run that was emptied it was told before. A
 * record that a later round ordered once more, since its system still showed it, went once; of a set nothing says whether
 * it is the same.
 */
export function goneIn(runs: readonly OrderedRun[]): Gone[] {
  const inOrder = runs.toSorted((a, b) => a.run.round - b.run.round)
  const isOnce = inOrder[0]?.run.round === inOrder.at(-1)?.run.round
  const told: Told[] = []
  return inOrder.flatMap(({ run, order }) =>
    run.lines.flatMap((line, place): Gone[] => {
      const ordered = order[place]
      if (ordered === undefined || (line.status !== 'done' && line.done === 0)) return []
      const count = goneBy(run, line)
      if (isOnce || ordered.line.grain === 'set') return [{ run, ordered, count }]
      const works = worksOf(ordered).map((work) => `${run.system} ${work}`)
      const own = tell(told, works, count)
      return own === 0 && count > 0 ? [] : [{ run, ordered, count: own }]
    }),
  )
}

export function countOf(gone: readonly Gone[]): number {
  return gone.reduce((total, { count }) => total + count, 0)
}

/**
 * How many of these records are to be told now, of so many that a line took away: what is left of those told before, and
 * the others.
 */
function tell(told: Told[], works: readonly string[], count: number): number {
  const fresh = works.filter((work) => !told.some((one) => one.works.has(work)))
  const isFirst = fresh.length === works.length
  let again = isFirst ? 0 : count - fresh.length
  let own = isFirst ? count : Math.min(count, fresh.length)
  for (const one of told) {
    const taken = Math.max(0, Math.min(again, one.left, works.filter((work) => one.works.has(work)).length))
    one.left -= taken
    again -= taken
    own += taken
  }
  told.push({ works: new Set(fresh), left: Math.max(0, fresh.length - count) })
  return own
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
