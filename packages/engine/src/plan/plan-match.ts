import type { ExportItem, Holding, Holdings } from '@rechtop/connector'
import type { Seal } from '../store/seal.ts'
import type { SubjectMatch } from '../subject/located.ts'
import type { System } from '../system/system.ts'
import { decideRecord, type Circumstances, type Decision, type Stay } from './decide.ts'
import { decideSet } from './decide-set.ts'
import { fingerprintOf, stayingValues } from './fingerprint.ts'
import { nothingDecided, type PlanLine } from './plan.ts'
import type { SetCounts } from './read-systems.ts'
import { setLines, unreadLines, type Place } from './set-lines.ts'

type Items = readonly ExportItem<Holdings>[]

/** The lines of one match: records with the same decision share a line, each set has its own. */
export function planMatch(
  system: System,
  match: SubjectMatch,
  records: ReadonlyMap<string, Items>,
  counts: SetCounts,
  circumstances: Omit<Circumstances, 'staying' | 'unclear'>,
  seal: Seal,
): PlanLine[] {
  const staying = new Map<string, Stay>()
  const unclear = new Set<string>()
  const contents = { records, counts, around: { ...circumstances, staying, unclear }, seal }
  const lines: PlanLine[] = []
  for (const [name, holding] of byDependence(system.connector.holdings)) {
    if (holding.role !== 'controller') continue
    const found = linesOf({ system: system.id, match: match.id, holding: name }, holding, contents)
    for (const line of found) note(line, staying, unclear)
    lines.push(...(match.standing === 'possible' ? found.map(asPossible) : found))
  }
  return lines
}

type Contents = {
  readonly records: ReadonlyMap<string, Items>
  readonly counts: SetCounts
  readonly around: Circumstances
  readonly seal: Seal
}

function linesOf(place: Place, holding: Holding, { records, counts, around, seal }: Contents): PlanLine[] {
  const { holding: name } = place
  if (holding.grain === 'record') return recordLines(place, holding, records.get(name) ?? [], around, seal)
  const decision = decideSet(holding, around)
  if (holding.unread !== undefined) return unreadLines(place, holding.unread, decision)
  return setLines(place, counts.all[name] ?? 0, counts.older[name] ?? 0, decision)
}

function note(line: PlanLine, staying: Map<string, Stay>, unclear: Set<string>): void {
  if (line.action === 'undecided') unclear.add(line.holding)
  if (line.action !== 'keep' && line.action !== 'reduce') return
  const known = staying.get(line.holding)
  if (known !== undefined && (line.until ?? '') <= (known.until ?? '')) return
  staying.set(line.holding, { until: line.until, citation: line.citation })
}

/** Nothing of a possible match is decided before a person has said whose it is. */
function asPossible(line: PlanLine): PlanLine {
  return {
    ...line,
    ...nothingDecided,
    action: 'undecided',
    why: 'Possibly another person: say whether this is the subject.',
  }
}

function recordLines(
  place: Place,
  holding: Holding,
  items: Items,
  around: Circumstances,
  seal: Seal,
): PlanLine[] {
  const groups = new Map<string, Group>()
  for (const item of items) {
    const decision = decideRecord(holding, item.data, around, item.shared === true)
    const key = groupOf(decision)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { decision, fields: new Set(decision.fields), items: [item] })
    else {
      group.items.push(item)
      for (const name of decision.fields) group.fields.add(name)
    }
  }
  return [...groups.values()].map((group) => lineOf(place, group, seal))
}

/** Records with the same decision, and the fields of all of them. */
type Group = {
  readonly decision: Decision
  readonly fields: Set<string>
  readonly items: ExportItem<Holdings>[]
}

function lineOf({ system, match, holding }: Place, { decision, ...group }: Group, seal: Seal): PlanLine {
  const { action, basis, citation, until, why } = decision
  const fields = [...group.fields]
  const emptied = action === 'reduce' ? fields : []
  const stays = action === 'keep' || action === 'reduce'
  return {
    system,
    match,
    holding,
    action,
    grain: 'record',
    count: group.items.length,
    refs: group.items.map(({ ref }) => ref),
    ceiling: null,
    before: null,
    fields,
    basis,
    citation,
    until,
    controller: null,
    why,
    fingerprints: stays
      ? group.items.map(({ ref, data }) => fingerprintOf(holding, ref, stayingValues(data, emptied), seal))
      : [],
    reduced: action === 'reduce' ? hashesOf(group.items, fields, seal) : {},
  }
}

/** Kept records may differ in which fields have a value; reduced ones may not, or a line would order too much. */
function groupOf({ action, fields, basis, citation, until, why }: Decision): string {
  return JSON.stringify([action, action === 'reduce' ? fields : null, basis, citation, until, why])
}

function hashesOf(items: Items, fields: readonly string[], seal: Seal): PlanLine['reduced'] {
  return Object.fromEntries(
    items.map(({ ref, data }) => [
      ref,
      Object.fromEntries(
        fields.map((field) => [field, hashOfValue((data as Record<string, unknown>)[field], seal)]),
      ),
    ]),
  )
}

/** The keyed hash by which verification tells whether a reduced field still has its value. */
function hashOfValue(value: unknown, seal: Seal): string {
  return seal.hash('reduced value', JSON.stringify(value))
}

const orders = new WeakMap<Holdings, readonly (readonly [string, Holding])[]>()

/** The order of a system’s holdings is asked for with each match, and never changes. */
function byDependence(holdings: Holdings): readonly (readonly [string, Holding])[] {
  const known = orders.get(holdings)
  if (known !== undefined) return known
  const order = sortByDependence(holdings)
  orders.set(holdings, order)
  return order
}

/** Holdings so that each comes after those that its `with` names. */
function sortByDependence(holdings: Holdings): [string, Holding][] {
  const done = new Set<string>()
  const order: [string, Holding][] = []
  const visit = (name: string): void => {
    const holding = holdings[name]
    if (holding === undefined || done.has(name)) return
    done.add(name)
    for (const { keep } of holding.purposes) if (typeof keep === 'object' && 'with' in keep) visit(keep.with)
    order.push([name, holding])
  }
  for (const name of Object.keys(holdings)) visit(name)
  return order
}
