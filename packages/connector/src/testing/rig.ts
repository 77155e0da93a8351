import { normalizeIdentifier, type Identifier, type Json } from '@rechtop/schema'
import type { AnyConnector, Context } from '../connector.ts'
import type { ExportItem, ExportOrder } from '../export.ts'
import type { Located } from '../find.ts'
import type { Holdings } from '../holding.ts'
import type { Conformance, ConformanceSystem, Planted } from './conformance-system.ts'
import { demand } from './demand.ts'
import { inOwnScope, watchRequests, type SentRequest } from './watch-requests.ts'

export type Item = ExportItem<Holdings>

/** A system with the three people in it, and the connector opened on it. */
export type Rig = {
  readonly connector: AnyConnector
  readonly system: ConformanceSystem
  readonly context: Context<unknown, unknown>
  readonly target: Planted
  readonly neighbour: Planted
  readonly stranger: Planted
  /** How the system was before the target came. */
  readonly withoutTarget: Json
  /** What the connector has logged. */
  readonly logged: readonly string[]
  /** What the connector has sent by HTTP so far, to whatever host. */
  requests(): readonly SentRequest[]
  find(...people: Planted[]): Promise<readonly Located<Json>[]>
  /** Where a person is, through JSON and back as an engine stores it. */
  locate(person: Planted): Promise<Json[]>
  /** Everything under the locators, or only some holdings. */
  read(locators: readonly Json[], ask?: ExportOrder<Holdings, Json>['holdings']): Promise<Item[]>
}

/** Sets up a fresh system, tries something on it, and lets go of it. `count`: records of the target per holding. */
export function withRig<Result>(
  conformance: Conformance,
  work: (rig: Rig) => Promise<Result>,
  count?: number,
): Promise<Result> {
  return inOwnScope(() => tryOnRig(conformance, work, count))
}

async function tryOnRig<Result>(
  { connector, system: createSystem }: Conformance,
  work: (rig: Rig) => Promise<Result>,
  count: number | undefined,
): Promise<Result> {
  const system = await createSystem()
  try {
    const config = connector.config.parse(await system.config())
    const neighbour = await system.plant('neighbour')
    const stranger = await system.plant('stranger')
    const withoutTarget = await system.dump()
    const target = await system.plant('target', count)
    const client = await connector.open(config)
    const watch = watchRequests()
    try {
      const logged: string[] = []
      const log: Rig['context']['log'] = (event, numbers) =>
        logged.push(`${event} ${JSON.stringify(numbers ?? {})}`)
      const now = (): Date => system.now?.() ?? new Date()
      const context = { config, client, signal: AbortSignal.timeout(120_000), now, log }
      const requests = (): readonly SentRequest[] => [...watch.seen, ...(system.requests?.() ?? [])]
      const people = { target, neighbour, stranger, withoutTarget }
      return await work({
        connector,
        system,
        context,
        ...people,
        logged,
        requests,
        ...verbsOf(connector, context),
      })
    } finally {
      watch.stop()
      await connector.close(client)
    }
  } finally {
    await system.close()
  }
}

function verbsOf(
  connector: AnyConnector,
  context: Context<unknown, unknown>,
): Pick<Rig, 'find' | 'locate' | 'read'> {
  const find: Rig['find'] = (...people) => connector.find(people.map(asked), context)
  return {
    find,
    async locate(person) {
      const [located] = await find(person)
      demand(
        located?.status === 'found' && located.matches.length > 0,
        `find answered "${located?.status}" for somebody who was planted; search by each kind in "identifiers"`,
      )
      return located.matches.map(({ locator }) =>
        connector.locator.parse(JSON.parse(JSON.stringify(locator))),
      )
    },
    async read(locators, ask = everyHolding(connector)) {
      const items: Item[] = []
      const orders = locators.map((locator) => ({ locator, holdings: ask }))
      for await (const item of connector.export(orders, context)) items.push(item)
      return items
    },
  }
}

/** Asks for all holdings, whole. */
export function everyHolding({ holdings }: AnyConnector): ExportOrder<Holdings, Json>['holdings'] {
  return Object.fromEntries(Object.keys(holdings).map((holding) => [holding, {}]))
}

/** In their normal form, as the contract promises to `find`. */
export function asked(person: Planted): Identifier[] {
  return person.identifiers.map(normalizeIdentifier)
}

/** By holding. */
export function byHolding(items: readonly Item[]): Map<string, Item[]> {
  return Map.groupBy(items, ({ holding }) => holding)
}

/** What a record holds, by field. */
export function fieldsOf({ data }: Item): Map<string, unknown> {
  return new Map(Object.entries(data ?? {}))
}
