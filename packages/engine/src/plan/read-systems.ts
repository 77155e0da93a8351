import {
  failureOf,
  type Context,
  type ExportItem,
  type ExportOrder,
  type Failure,
  type Holdings,
} from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { SubjectMatch } from '../subject/located.ts'
import { callSystem, limits } from '../system/call-system.ts'
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
  /** By match. */
  readonly items: readonly (readonly ExportItem<Holdings>[])[]
  /** By match, then by holding. */
  readonly counts: readonly SetCounts[]
  readonly failure: Failure | null
}

/** All records under these matches, in one call; `of` is the index of the match. */
export function readRecords(
  system: System,
  matches: readonly SubjectMatch[],
  signal: AbortSignal,
): Promise<ExportItem<Holdings>[]> {
  return callSystem(system, limits.read, signal, (context) =>
    Array.fromAsync(system.connector.export(ordersFor(system, matches, 'record'), context)),
  )
}

/**
 * Reads all records and counts all sets of many subjects in one system: a number of calls that depends neither on how
 * many they are nor on how much there is. One answer per subject.
 */
export async function readContents(
  system: System,
  subjects: readonly (readonly SubjectMatch[])[],
  today: Day,
  signal: AbortSignal,
): Promise<SystemContents[]> {
  const matches = subjects.flat()
  const failed = (failure: Failure | null): SystemContents[] =>
    subjects.map((own) => ({ system, matches: own, items: [], counts: [], failure }))
  if (matches.length === 0) return failed(system.failure)
  try {
    const items = await readRecords(system, matches, signal)
    const cuts = cutsOf(system, today)
    const all = await countSets(system, matches, {}, signal)
    const older = Object.keys(cuts).length === 0 ? all : await countSets(system, matches, cuts, signal)
    const itemsOf = Map.groupBy(items, ({ of }) => of)
    let first = 0
    return subjects.map((own) => {
      const start = first
      first += own.length
      return {
        system,
        matches: own,
        items: own.map((_, index) => itemsOf.get(start + index) ?? []),
        counts: own.map((_, index) => ({ all: all[start + index] ?? {}, older: older[start + index] ?? {} })),
        failure: null,
      }
    })
  } catch (error) {
    signal.throwIfAborted()
    return failed(failureOf(error))
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
  if (sets.length === 0 || matches.length === 0) return matches.map(() => ({}))
  return callSystem(system, limits.read, signal, (context) =>
    countWith(context, system, matches, sets, before),
  )
}

async function countWith(
  context: Context<unknown, unknown>,
  system: System,
  matches: readonly SubjectMatch[],
  sets: readonly string[],
  before: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>[]> {
  const { connector } = system
  if (connector.count !== undefined) {
    const asks = sets.map((holding) => {
      const date = before[holding]
      return date === undefined ? { holding } : { holding, before: date }
    })
    const locators = matches.map(({ locator }) => locator)
    const numbers = await connector.count(locators, asks, context)
    return numbers.map((row) => Object.fromEntries(sets.map((name, index) => [name, row[index] ?? 0])))
  }
  const counts: Record<string, number>[] = matches.map(() =>
    Object.fromEntries(sets.map((name) => [name, 0])),
  )
  for await (const item of connector.export(ordersFor(system, matches, 'set'), context)) {
    const limit = before[item.holding]
    const dated = connector.holdings[item.holding]?.dated
    const values = item.data as Readonly<Record<string, unknown>>
    if (limit !== undefined && dated !== undefined && !isBefore(values[dated], limit)) continue
    const row = counts[item.of]
    if (row !== undefined) row[item.holding] = (row[item.holding] ?? 0) + 1
  }
  return counts
}

/** Dates come in several notations; one that can't be read counts as old, so that it is never overlooked. */
function isBefore(value: unknown, limit: string): boolean {
  const moment = Date.parse(String(value))
  return Number.isNaN(moment) || moment < Date.parse(limit)
}

function ordersFor(
  system: System,
  matches: readonly SubjectMatch[],
  grain: 'record' | 'set',
): ExportOrder<Holdings, Json>[] {
  const holdings = Object.fromEntries(namesOf(system, grain).map((name) => [name, {}]))
  return matches.map(({ locator }) => ({ locator, holdings }))
}

function cutsOf(system: System, today: Day): Record<string, Day> {
  return Object.fromEntries(
    Object.entries(system.connector.holdings).flatMap(([name, holding]) => {
      const cut = holding.grain === 'set' && holding.unread === undefined ? cutOf(holding, today) : null
      return cut === null ? [] : [[name, cut.before]]
    }),
  )
}

/** What the system never shows is not asked for. */
function namesOf(system: System, grain: 'record' | 'set'): string[] {
  return Object.entries(system.connector.holdings)
    .filter(([, { unread }]) => unread === undefined)
    .filter(([, holding]) => holding.grain === grain && holding.role === 'controller')
    .map(([name]) => name)
}
