import { FailureError, permanent, type AnyConnector } from '@rechtop/connector'
import type { Json } from '@rechtop/schema'
import type { SystemConfig } from './system.ts'

/**
 * Names one system of a company: a connector with its configuration, which is parsed when the engine starts. Two
 * systems of one kind are two of these.
 */
export function defineSystem({ connector, ...rest }: SystemConfig): SystemConfig {
  return { connector: withParsedLocators(connector), ...rest }
}

/** Locators are parsed on their way in, since they come out of a database. */
function withParsedLocators(connector: AnyConnector): AnyConnector {
  const parsed = <Order extends { readonly locator: Json }>(orders: readonly Order[]): Order[] =>
    orders.map((order) => ({ ...order, locator: parseLocator(connector, order.locator) }))
  const { count, readFile } = connector
  return {
    ...connector,
    export: (orders, context) => connector.export(parsed(orders), context),
    erase: (orders, context) => connector.erase(parsed(orders), context),
    ...(count && {
      count: (locators, asks, context) =>
        count(
          locators.map((locator) => parseLocator(connector, locator)),
          asks,
          context,
        ),
    }),
    ...(readFile && {
      readFile: (order, context) =>
        readFile({ ...order, locator: parseLocator(connector, order.locator) }, context),
    }),
  }
}

function parseLocator(connector: AnyConnector, locator: Json): Json {
  const result = connector.locator.safeParse(locator)
  if (result.success) return result.data
  throw new FailureError(permanent('a stored locator does not have the shape that its connector declares'))
}
