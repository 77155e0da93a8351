import type { Connector } from '../connector.ts'
import { defineConnector } from '../define-connector.ts'
import { checkDeclaration } from './check-declaration.ts'
import { check } from './check.ts'
import { openClient, type SqlClient } from './client.ts'
import { SqlConfig } from './config.ts'
import { count } from './count.ts'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { erase } from './erase.ts'
import { exportItems } from './export.ts'
import { find, searchableKinds } from './find.ts'
import { locatorSchema, type SqlLocator } from './locator.ts'
import { sessionOf } from './session.ts'

/**
 * A connector to a PostgreSQL database (or a PGlite) from the declaration of its tables. Throws, naming connector,
 * holding and mend, where the declaration contradicts itself or leaves a column of its tables unsaid.
 *
 * How many statements a call costs depends on the declaration, not on how many subjects, orders or rows it is about.
 */
export function defineSqlConnector<const H extends Readonly<Record<string, SqlHolding>>>(
  declaration: SqlDeclaration<H>,
): Connector<SqlConfig, SqlClient, SqlLocator, H> {
  checkDeclaration(declaration)
  const { name, processor, backupHorizon, gaps, holdings } = declaration
  const [kind, ...kinds] = searchableKinds(declaration)
  if (kind === undefined) {
    throw new TypeError(
      `connector "${name}": nothing can be searched by; give a match an identifier that is not learnOnly`,
    )
  }
  return defineConnector<SqlConfig, SqlClient, SqlLocator, H>({
    name,
    contract: 1,
    config: SqlConfig,
    locator: locatorSchema(declaration.matches),
    identifiers: [kind, ...kinds],
    holdings,
    processor,
    backupHorizon,
    gaps,
    open: (config) => Promise.resolve(openClient(config)),
    close: (client) => client.close(),
    check: (context) => check(declaration, sessionOf(context)),
    find: (subjects, context) => find(declaration, subjects, sessionOf(context)),
    export: (orders, context) => exportItems(declaration, orders, sessionOf(context)),
    count: (locators, asks, context) => count(declaration, locators, asks, sessionOf(context)),
    erase: (orders, context) => erase(declaration, orders, sessionOf(context)),
  })
}
