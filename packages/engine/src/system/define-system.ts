import { FailureError, permanent, type Connector, type Holdings } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { AnyConnector, SystemConfig } from './system.ts'

/**
 * Names one system of a company: a connector with its configuration, which is parsed when the engine starts. Two
 * systems of one kind are two of these.
 */
export function defineSystem<Config, Client, Locator extends Json, H extends Holdings>(system: {
  readonly id: string
  readonly connector: Connector<Config, Client, Locator, H>
  readonly config: unknown
}): SystemConfig {
  return { id: system.id, connector: opaque(system.connector), config: system.config }
}

/**
 * The connector without its own types. Locators are parsed on their way in, since they come out of a database; the
 * rest that it is given was made from its own declarations.
 */
function opaque<Config, Client, Locator extends Json, H extends Holdings>(
  connector: Connector<Config, Client, Locator, H>,
): AnyConnector {
  // the compiler can't follow that config, client and holdings are always the connector's own
  const any = connector as unknown as AnyConnector
  const parsed = <Order extends { readonly locator: Json }>(orders: readonly Order[]): Order[] =>
    orders.map((order) => ({ ...order, locator: parseLocator(any, order.locator) }))
  const { count } = any
  return {
    ...any,
    export: (orders, context) => any.export(parsed(orders), context),
    erase: (orders, context) => any.erase(parsed(orders), context),
    ...(count && {
      count: (locators, asks, context) =>
        count(
          locators.map((locator) => parseLocator(any, locator)),
          asks,
          context,
        ),
    }),
  }
}

function parseLocator(connector: AnyConnector, locator: Json): Json {
  const result = connector.locator.safeParse(locator)
  if (result.success) return result.data
  throw new FailureError(permanent('a stored locator does not have the shape that its connector declares'))
}
