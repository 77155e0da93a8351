import { failureOf, type ExportItem, type Failure, type Holdings } from '@rechtop/connector'
import type { SubjectMatch } from '../subject/located.ts'
import type { System } from '../system/system.ts'
import type { Day } from './calendar.ts'
import { cutOf } from './decide-set.ts'

/** How many items each set has, and how many of them are old enough to be cut off. */
export type SetCounts = {
  readonly all: Readonly<Record<string, number>>
  readonly older: Readonly<Record<string, number>>
}

/** What a plan is made of: the records and the sizes of the sets under some matches of one system. */
export type SystemContents = {
  readonly system: System
  readonly matches: readonly SubjectMatch[]
  readonly items: readonly ExportItem<Holdings>[]
  /** By match, then by holding. */
  readonly counts: readonly SetCounts[]
  readonly failure: Failure | null
}

/** Reads all records and counts all sets: a number of calls that does not depend on how much there is. */
export async function readContents(
  system: System,
  matches: readonly SubjectMatch[],
  today: Day,
  signal: AbortSignal,
): Promise<SystemContents> {
  const empty = { system, matches, items: [], counts: [] }
  if (system.failure !== null) return { ...empty, failure: system.failure }
  try {
    const records = namesOf(system, 'record')
    const items = await Array.fromAsync(
      system.connector.export(
        matches.map(({ locator }) => ({
          locator,
          holdings: Object.fromEntries(records.map((name) => [name, {}])),
        })),
        system.context(signal),
      ),
    )
    const cuts = cutsOf(system, today)
    const all = await countSets(system, matches, {}, signal)
    const older = Object.keys(cuts).length === 0 ? all : await countSets(system, matches, cuts, signal)
    const counts = matches.map((_, index) => ({ all: all[index] ?? {}, older: older[index] ?? {} }))
    return { ...empty, items, counts, failure: null }
  } catch (error) {
    signal.throwIfAborted()
    return { ...empty, failure: failureOf(error) }
  }
}

/** How many items each set has, of those before a date where one is given. */
export async function countSets(
  system: System,
  matches: readonly SubjectMatch[],
  before: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>[]> {
  const sets = namesOf(system, 'set')
  const { connector } = system
  if (sets.length === 0 || matches.length === 0) return matches.map(() => ({}))
  const locators = matches.map(({ locator }) => locator)
  if (connector.count !== undefined) {
    const asks = sets.map((holding) => {
      const date = before[holding]
      return date === undefined ? { holding } : { holding, before: date }
    })
    const numbers = await connector.count(locators, asks, system.context(signal))
    return numbers.map((row) => Object.fromEntries(sets.map((name, index) => [name, row[index] ?? 0])))
  }
  const counts: Record<string, number>[] = locators.map(() =>
    Object.fromEntries(sets.map((name) => [name, 0])),
  )
  const orders = locators.map((locator) => ({
    locator,
    holdings: Object.fromEntries(sets.map((name) => [name, {}])),
  }))
  for await (const item of connector.export(orders, system.context(signal))) {
    const limit = before[item.holding]
    const dated = connector.holdings[item.holding]?.dated
    const values = item.data as Readonly<Record<string, unknown>>
    if (limit !== undefined && dated !== undefined && !(String(values[dated]) < limit)) continue
    const row = counts[item.of]
    if (row !== undefined) row[item.holding] = (row[item.holding] ?? 0) + 1
  }
  return counts
}

function cutsOf(system: System, today: Day): Record<string, Day> {
  return Object.fromEntries(
    Object.entries(system.connector.holdings).flatMap(([name, holding]) => {
      const cut = holding.grain === 'set' ? cutOf(holding, today) : null
      return cut === null ? [] : [[name, cut.before]]
    }),
  )
}

function namesOf(system: System, grain: 'record' | 'set'): string[] {
  return Object.entries(system.connector.holdings)
    .filter(([, holding]) => holding.grain === grain && holding.role === 'controller')
    .map(([name]) => name)
}
