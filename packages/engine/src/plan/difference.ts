import { decisionOf } from './digest.ts'
import type { Plan, PlanAction, PlanLine } from './plan.ts'

/** How a plan differs from an earlier one in one place. Names places, never records. */
export type PlanChange = {
  readonly system: string
  readonly holding: string
  readonly kind: 'added' | 'gone' | 'changed'
  /** How many records. */
  readonly count: number
  /** A sentence for a person. Holds no personal data. */
  readonly why: string
}

/**
 * What is different in a plan: what came in, what is not there any more, and what is decided otherwise. Nothing is
 * different in two plans of one digest but how many items their sets have.
 */
export function differenceOf(before: Plan, now: Plan): readonly PlanChange[] {
  const [earlier, later] = [byPlace(before), byPlace(now)]
  const places = [...new Set([...earlier.keys(), ...later.keys()])]
  const changes = places.flatMap((place) => compare(earlier.get(place) ?? [], later.get(place) ?? []))
  const groups = Map.groupBy(changes, ({ system, holding, kind, why }) =>
    JSON.stringify([system, holding, kind, why]),
  )
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((one) => ({ ...one, count: group.reduce((sum, { count }) => sum + count, 0) })),
  )
}

/**
 * The plan that is to be expected after one was carried out, to hold a later one against: what had to go is gone, and
 * what stays, reduced or not, stays as the later one says.
 */
export function carriedOutAs({ lines, ...plan }: Plan, now: Plan): Plan {
  const kept = new Map(
    now.lines.flatMap((line) =>
      line.action === 'keep' ? line.refs.map((ref) => [keyOf(line, ref), line] as const) : [],
    ),
  )
  const expected = lines.flatMap((line): PlanLine[] => {
    if (line.action === 'erase') return []
    if (line.refs.length === 0 || (line.action !== 'reduce' && line.action !== 'keep')) return [line]
    return line.refs.map((ref) => {
      const later = kept.get(keyOf(line, ref))
      const isSame = later?.basis === line.basis && later.citation === line.citation
      const stays = isSame ? later : { ...line, action: 'keep' as const, fields: [] }
      return { ...stays, refs: [ref], count: 1 }
    })
  })
  return { ...plan, lines: expected }
}

const byPlace = ({ lines }: Plan): ReadonlyMap<string, readonly PlanLine[]> =>
  Map.groupBy(lines, ({ system, match, holding, controller }) =>
    JSON.stringify([system, match, holding, controller?.id]),
  )

const keyOf = ({ system, match, holding }: PlanLine, ref: string): string =>
  JSON.stringify([system, match, holding, ref])

/** Record by record where both plans name records, else the place as a whole. */
function compare(before: readonly PlanLine[], now: readonly PlanLine[]): PlanChange[] {
  const isByRef = [...before, ...now].every(({ refs }) => refs.length > 0)
  if (!isByRef) return change(before, now, decisionOf)
  const [earlier, later] = [byRef(before), byRef(now)]
  const refs = [...new Set([...earlier.keys(), ...later.keys()])]
  const changes = (decision: typeof decisionOf): PlanChange[] =>
    refs.flatMap((ref) => change(earlier.get(ref) ?? [], later.get(ref) ?? [], decision))
  // a line names the fields of all that it keeps: one record more is no change of the others
  const told = changes((line) => decisionOf(line.action === 'keep' ? { ...line, fields: [] } : line))
  return told.length > 0 ? told : changes(decisionOf)
}

const byRef = (lines: readonly PlanLine[]): ReadonlyMap<string, readonly PlanLine[]> =>
  Map.groupBy(
    lines.flatMap((line) => line.refs.map((ref) => ({ ...line, refs: [ref], count: 1 }))),
    ({ refs }) => refs.join(),
  )

function change(
  before: readonly PlanLine[],
  now: readonly PlanLine[],
  decision: typeof decisionOf,
): PlanChange[] {
  const [was, is] = [before[0], now[0]]
  if (is === undefined) {
    if (was === undefined) return []
    return [{ ...placeOf(was), kind: 'gone', count: sumOf(before), why: 'It is not found there any more.' }]
  }
  const place = placeOf(is)
  if (was === undefined) {
    return [{ ...place, kind: 'added', count: sumOf(now), why: `It came in since. ${is.why}` }]
  }
  const decisionsOf = (lines: readonly PlanLine[]): string => lines.map(decision).toSorted().join('\n')
  if (decisionsOf(before) !== decisionsOf(now)) {
    return [{ ...place, kind: 'changed', count: sumOf(now), why: `${turn(was.action, is.action)} ${is.why}` }]
  }
  const more = sumOf(now) - sumOf(before)
  if (more > 0) return [{ ...place, kind: 'added', count: more, why: `It came in since. ${is.why}` }]
  if (more < 0) return [{ ...place, kind: 'gone', count: -more, why: 'It is not found there any more.' }]
  return []
}

function turn(before: PlanAction, now: PlanAction): string {
  return before === now ? 'It is decided in another way.' : `Before: ${words[before]}. Now: ${words[now]}.`
}

const placeOf = ({ system, holding }: PlanLine): Pick<PlanChange, 'system' | 'holding'> => ({
  system,
  holding,
})
const sumOf = (lines: readonly PlanLine[]): number => lines.reduce((sum, { count }) => sum + count, 0)

const words: Readonly<Record<PlanAction, string>> = {
  erase: 'it goes',
  reduce: 'some of its fields go',
  keep: 'it stays',
  refer: 'it is another controller’s',
  undecided: 'nobody knows yet',
  skip: 'it is left as it is',
}
