import { failureOf, type Failure, type Page } from '@rechtop/connector'
import type { Engine, Read, ReadOrder, SubjectMatch } from '@rechtop/engine'
import DataLoader from 'dataloader'

/** A page of one holding of one match. */
export type RecordAsk = { readonly match: SubjectMatch; readonly holding: string; readonly page: Page }
/** What was read of it. With a failure, `items` are those that came before it. */
export type RecordsRead = { readonly items: Read['items']; readonly failure: Failure | null }

/** Reads records; one call per system for all fields and all subjects of a tick. */
export type RecordLoader = { load(ask: RecordAsk): Promise<RecordsRead> }

export function createRecordLoader(engine: Engine, signal: AbortSignal): RecordLoader {
  const perSystem = new Map<string, DataLoader<RecordAsk, RecordsRead, string>>()
  return {
    load(ask) {
      const { system } = ask.match
      let loader = perSystem.get(system)
      if (loader === undefined) {
        loader = new DataLoader((asks) => readAll(engine, system, asks, signal), { cacheKeyFn: keyOf })
        perSystem.set(system, loader)
      }
      return loader.load(ask)
    },
  }
}

const keyOf = ({ match, holding, page }: RecordAsk): string =>
  JSON.stringify([match.id, holding, page.after ?? null, page.first ?? null])

async function readAll(
  engine: Engine,
  system: string,
  asks: readonly RecordAsk[],
  signal: AbortSignal,
): Promise<RecordsRead[]> {
  const { orders, orderOf } = combine(asks)
  const read = await engine.read(system, orders, signal).catch((error: unknown) => error)
  if (!isRead(read)) return asks.map(() => ({ items: [], failure: failureOf(read) }))
  const failures = new Map(read.failures.map(({ holding, failure }) => [holding, failure]))
  const items = Map.groupBy(read.items, (item) => placeOf(item.of, item.holding))
  return asks.map((ask, index) => ({
    items: items.get(placeOf(orderOf[index] ?? -1, ask.holding)) ?? [],
    failure: failures.get(ask.holding) ?? null,
  }))
}

const placeOf = (order: number, holding: string): string => `${order} ${holding}`

function isRead(value: unknown): value is Read {
  return typeof value === 'object' && value !== null && 'items' in value
}

/** As few orders as can be: one per match, and one more for each further page of the same holding. */
function combine(asks: readonly RecordAsk[]): { orders: ReadOrder[]; orderOf: number[] } {
  const orders: { match: SubjectMatch; holdings: Record<string, Page> }[] = []
  const ordersOfMatch = new Map<string, number[]>()
  const orderOf = asks.map(({ match, holding, page }) => {
    const known = ordersOfMatch.get(match.id) ?? []
    ordersOfMatch.set(match.id, known)
    const free = known.find((index) => !Object.hasOwn(orders[index]?.holdings ?? {}, holding))
    const index = free ?? orders.push({ match, holdings: {} }) - 1
    if (free === undefined) known.push(index)
    const order = orders[index]
    if (order !== undefined) order.holdings[holding] = page
    return index
  })
  return { orders, orderOf }
}
