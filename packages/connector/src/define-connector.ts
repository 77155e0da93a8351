import type { Json } from '@rechtop/schema'
import type { Connector } from './connector.ts'
import type { Holding, Holdings } from './holding.ts'

/**
 * Declares a connector. Throws, naming holding and mend, when its holdings contradict each other: an `after` or
 * `with` that points nowhere, a circle in `after`, a set that is cut by date without a `dated` field.
 */
export function defineConnector<Config, Client, Locator extends Json, const H extends Holdings>(
  connector: Connector<Config, Client, Locator, H>,
): Connector<Config, Client, Locator, H> {
  const holdings: Holdings = connector.holdings
  for (const [name, holding] of Object.entries(holdings))
    checkHolding(connector.name, name, holding, holdings)
  inErasureOrder(holdings)
  return connector
}

function checkHolding(connector: string, name: string, holding: Holding, holdings: Holdings): void {
  const at = `connector "${connector}", holding "${name}"`
  for (const other of holding.after ?? []) {
    if (!(other in holdings)) throw new TypeError(`${at}: "after" names "${other}", which is no holding here`)
  }
  if (holding.grain === 'set' && holding.onErase === 'reduce') {
    throw new TypeError(`${at}: a set is erased, not reduced; write onErase: 'erase', or grain: 'record'`)
  }
  if (holding.unread !== undefined && holding.grain !== 'set') {
    throw new TypeError(`${at}: what is never shown can't be erased one by one; write grain: 'set'`)
  }
  for (const { keep, purpose } of holding.purposes) {
    if (typeof keep === 'string') continue
    if ('with' in keep && !(keep.with in holdings)) {
      throw new TypeError(
        `${at}, purpose "${purpose}": "with" names "${keep.with}", which is no holding here`,
      )
    }
    if ('period' in keep && holding.grain === 'set' && keep.endOf !== undefined) {
      throw new TypeError(
        `${at}, purpose "${purpose}": a set can't be kept to the end of a year; leave "endOf" out`,
      )
    }
    if ('period' in keep && holding.grain === 'set' && holding.dated !== keep.from) {
      throw new TypeError(
        `${at}, purpose "${purpose}": a set is kept by its "dated" field; set dated: "${keep.from}"`,
      )
    }
  }
}

/** The holdings' names, each after those that its `after` names. Throws on a circle. */
export function inErasureOrder(holdings: Holdings): string[] {
  const order: string[] = []
  const visiting = new Set<string>()
  const visit = (name: string): void => {
    if (order.includes(name)) return
    if (visiting.has(name)) {
      throw new TypeError(`"after" goes in a circle: ${[...visiting, name].join(' → ')}; remove one of them`)
    }
    visiting.add(name)
    for (const other of holdings[name]?.after ?? []) visit(other)
    visiting.delete(name)
    order.push(name)
  }
  for (const name of Object.keys(holdings)) visit(name)
  return order
}
