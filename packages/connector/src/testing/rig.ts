import { normalizeIdentifier, type Identifier, type Json } from '@rechtop/schema'
import type { Context } from '../connector.ts'
import type { ExportItem, ExportOrder } from '../export.ts'
import type { Located } from '../find.ts'
import type { Holdings } from '../holding.ts'
import type { AnyConnector } from '../connector.ts'
import type { Conformance, ConformanceSystem, Planted } from './conformance-system.ts'
import { demand } from './demand.ts'

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
  find(...people: Planted[]): Promise<readonly Located<Json>[]>
  /** Where a person is, through JSON and back as an engine stores it. */
  locate(person: Planted): Promise<Json[]>
  /** Everything under the locators, or only some holdings. */
  read(locators: readonly Json[], ask?: ExportOrder<Holdings, Json>['holdings']): Promise<Item[]>
}

/** Sets up a fresh system, tries something on it, and lets go of it. */
export async function withRig(
  { connector, system: createSystem }: Conformance,
  work: (rig: Rig) => Promise<void>,
): Promise<void> {
  const system = await createSystem()
  try {
    const config = connector.config.parse(await system.config())
    const neighbour = await system.plant('neighbour')
    const stranger = await system.plant('stranger')
    const withoutTarget = await system.dump()
    const target = await system.plant('target')
    const client = await connector.open(config)
    try {
      const logged: string[] = []
      const log: Rig['context']['log'] = (event, numbers) =>
        logged.push(`${event} ${JSON.stringify(numbers ?? {})}`)
      const context = { config, client, signal: AbortSignal.timeout(60_000), now: () => new Date(), log }
      const verbs = verbsOf(connector, context)
      await work({ connector, system, context, target, neighbour, stranger, withoutTarget, logged, ...verbs })
    } finally {
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
  const every = Object.fromEntries(Object.keys(connector.holdings).map((holding) => [holding, {}]))
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
    async read(locators, ask = every) {
      const items: Item[] = []
      const orders = locators.map((locator) => ({ locator, holdings: ask }))
      for await (const item of connector.export(orders, context)) items.push(item)
      return items
    },
  }
}

/** In their normal form, as the contract promises to `find`. */
export function asked(person: Planted): Identifier[] {
  return person.identifiers.map(normalizeIdentifier)
}

/** By holding. */
export function byHolding(items: readonly Item[]): Map<string, Item[]> {
  return Map.groupBy(items, ({ holding }) => holding)
}
