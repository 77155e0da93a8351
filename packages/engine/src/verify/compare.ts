import type { Plan, PlanLine } from '../plan/plan.ts'

/** What is still there although the approved plan said that it goes. */
export type Leftover = { readonly line: PlanLine; readonly count: number; readonly fields: readonly string[] }
export type Comparison = { readonly leftovers: readonly Leftover[]; readonly fresh: readonly PlanLine[] }

export type Evidence = {
  /** How many items of a set are older than the approved plan; null when the set has no dates to tell by. */
  readonly olderThanPlan: (line: PlanLine) => number | null
  /** Keyed hash of the value that a record's field has now. */
  readonly hashNow: (line: PlanLine, ref: string, field: string) => string | null
  readonly fieldsOf: (line: PlanLine) => readonly string[]
  /** Whether the system confirmed that a set which it never shows went: there is nothing else to hold it against. */
  readonly isConfirmed: (line: PlanLine) => boolean
}

/**
 * Holds a plan made after the work against the one that was carried out. What both want gone was not erased; what only
 * the new one wants gone came later.
 */
export function comparePlans(carriedOut: Plan, now: Plan, evidence: Evidence): Comparison {
  const leftovers: Leftover[] = []
  const fresh: PlanLine[] = []
  for (const line of now.lines) {
    if (line.action !== 'erase' && line.action !== 'reduce') continue
    const earlier = carriedOut.lines.filter(
      ({ system, match, holding, action }) =>
        system === line.system &&
        match === line.match &&
        holding === line.holding &&
        (action === 'erase' || action === 'reduce'),
    )
    if (line.unread !== undefined) {
      if (evidence.isConfirmed(line)) continue
      if (earlier.length > 0) leftovers.push({ line, count: line.count, fields: [] })
      else fresh.push(line)
      continue
    }
    if (line.grain === 'set') {
      const older = earlier.length === 0 ? 0 : (evidence.olderThanPlan(line) ?? line.count)
      if (older > 0) leftovers.push({ line, count: older, fields: evidence.fieldsOf(line) })
      if (line.count > older) fresh.push({ ...line, count: line.count - older })
      continue
    }
    const ordered = new Map(earlier.flatMap((one) => one.refs.map((ref) => [ref, one])))
    const stayed = line.refs.filter((ref) => stillThere(line, ref, ordered.get(ref), evidence))
    if (stayed.length > 0)
      leftovers.push({ line, count: stayed.length, fields: whichFields(line, stayed, ordered, evidence) })
    // a record that was ordered and has changed since is new in what it holds now
    const later = line.refs.filter((ref) => !stayed.includes(ref))
    if (later.length > 0) fresh.push({ ...line, refs: later, count: later.length })
  }
  return { leftovers, fresh }
}

function stillThere(line: PlanLine, ref: string, earlier: PlanLine | undefined, evidence: Evidence): boolean {
  if (earlier === undefined) return false
  return earlier.action === 'erase' || unchanged(line, ref, earlier, evidence).length > 0
}

/** The fields of a reduced record whose value is the one that had to go. */
function unchanged(line: PlanLine, ref: string, earlier: PlanLine, evidence: Evidence): string[] {
  const before = earlier.reduced[ref] ?? {}
  return earlier.fields.filter((field) => before[field] === evidence.hashNow(line, ref, field))
}

function whichFields(
  line: PlanLine,
  refs: readonly string[],
  ordered: ReadonlyMap<string, PlanLine>,
  evidence: Evidence,
): readonly string[] {
  const fields = refs.flatMap((ref) => {
    const earlier = ordered.get(ref)
    if (earlier === undefined) return []
    return earlier.action === 'reduce' ? unchanged(line, ref, earlier, evidence) : evidence.fieldsOf(line)
  })
  return [...new Set(fields)]
}
