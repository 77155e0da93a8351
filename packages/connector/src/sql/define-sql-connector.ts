import type { Connector, ExcludedPlace } from '../connector.ts'
import { defineConnector } from '../define-connector.ts'
import type { ExportItem } from '../export.ts'
import type { Holdings } from '../holding.ts'
import { checkDeclaration } from './check-declaration.ts'
import { check } from './check.ts'
import { openClientFor, type SqlClient } from './client.ts'
import { SqlConfig } from './config.ts'
import { count } from './count.ts'
import type { SqlDeclaration, SqlHolding } from './declaration.ts'
import { canTellDue, due } from './due.ts'
import { erase } from './erase.ts'
import { exportItems } from './export.ts'
import { find, searchableKinds } from './find.ts'
import { locatorSchema, type SqlLocator } from './locator.ts'
import { canRectify, rectify } from './rectify.ts'
import type { Resolved } from './resolved.ts'
import { resolve } from './resolve.ts'
import { nameOf } from './table-facts.ts'
import { canRestrict, restrict } from './restrict.ts'
import { sessionOf } from './session.ts'
import { suppress } from './suppress.ts'
import { canWithdrawConsent, withdrawConsent } from './withdraw-consent.ts'

/**
 * A connector to a PostgreSQL (or a PGlite) or MariaDB database from the declaration of its tables. Throws, naming connector,
 * holding and mend, where the declaration contradicts itself or leaves a column of its tables unsaid.
 *
 * The optional verbs are there when the declaration gives what they need. How many statements a call costs depends on the declaration, not on how many subjects, orders or rows it is about.
 */
export function defineSqlConnector<const H extends Readonly<Record<string, SqlHolding>>>(
  declaration: SqlDeclaration<H>,
): Connector<SqlConfig, SqlClient, SqlLocator, H> {
  const resolved = resolve(declaration)
  checkDeclaration(resolved)
  const { name, processor, backupHorizon, gaps, holdings } = declaration
  const [kind, ...kinds] = searchableKinds(resolved)
  if (kind === undefined) {
    throw new TypeError(
      `connector "${name}": nothing can be searched by; give a match an identifier that is not learnOnly`,
    )
  }
  return defineConnector<SqlConfig, SqlClient, SqlLocator, H>({
    name,
    contract: 1,
    config: SqlConfig,
    locator: locatorSchema(resolved.matches),
    identifiers: [kind, ...kinds],
    holdings: inDerivedOrder(holdings, resolved),
    processor,
    backupHorizon,
    gaps,
    excluded: excludedPlaces(resolved),
    open: (config) => Promise.resolve(openClientFor(resolved.dialect.name, config)),
    close: (client) => client.close(),
    check: (context) => check(resolved, sessionOf(context)),
    find: (subjects, context) => find(resolved, subjects, sessionOf(context)),
    // the mapping is checked against the record types; what is stored is returned even where it does not fit
    export: (orders, context) =>
      exportItems(resolved, orders, sessionOf(context)) as unknown as AsyncIterable<ExportItem<H>>,
    count: (locators, asks, context) => count(resolved, locators, asks, sessionOf(context)),
    erase: (orders, context) => erase(resolved, orders, sessionOf(context)),
    together: 500,
    ...optionalVerbs<H>(resolved),
  })
}

type OptionalVerb = 'rectify' | 'restrict' | 'withdrawConsent' | 'suppress' | 'due'
type SqlConnector<H extends Holdings> = Connector<SqlConfig, SqlClient, SqlLocator, H>

/** Those for which the declaration gives what they need: a verb that is there is a promise. */
function optionalVerbs<H extends Holdings>(resolved: Resolved): Pick<SqlConnector<H>, OptionalVerb> {
  const { suppression, dialect } = resolved
  // their statements are PostgreSQL's
  if (dialect.name !== 'PostgreSQL') return {}
  return {
    ...(canRectify(resolved) && {
      rectify: (orders, context) => rectify(resolved, orders, sessionOf(context)),
    }),
    ...(canRestrict(resolved) && {
      restrict: (restrictions, context) =>
        restrict(resolved, restrictions, sessionOf(context), context.now()),
    }),
    ...(canWithdrawConsent(resolved) && {
      withdrawConsent: (orders, context) =>
        withdrawConsent(resolved, orders, sessionOf(context), context.now()),
    }),
    ...(suppression !== null && {
      suppress: (suppressions, context) => suppress(suppression, suppressions, sessionOf(context)),
    }),
    ...(canTellDue(resolved) && { due: (asks, context) => due(resolved, asks, sessionOf(context)) }),
  }
}

/** The holdings as declared, each with the `after` that its tables ask for. */
function inDerivedOrder<H extends Readonly<Record<string, SqlHolding>>>(holdings: H, resolved: Resolved): H {
  const ordered = Object.entries(holdings).map(([name, holding]) => [
    name,
    { ...holding, after: resolved.holdings[name]?.after ?? [] },
  ])
  // the same keys and types: only `after` is another list of the same names
  return Object.fromEntries(ordered) as H
}

function excludedPlaces({ excluded, holdings }: Resolved): ExcludedPlace[] {
  const unread = Object.values(holdings).flatMap(({ rows }) => rows.unread)
  const reason = 'Never shown. It goes with its record.'
  const places = [
    ...excluded.map(({ column, reason }) => ({ at: nameOf(column), reason })),
    ...unread.map((column) => ({ at: nameOf(column), reason })),
  ]
  return [...new Map(places.map((place) => [place.at, place])).values()]
}
