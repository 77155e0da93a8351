import type { GraphiQLOptions } from 'graphql-yoga'

/** One tab of the GraphiQL page. `headers` and `variables` are JSON texts. */
export type GraphiQLTab = {
  readonly query: string
  readonly variables?: string
  readonly headers?: string
}

/** The page to try queries in. It holds no data: what it asks needs a token like everything else. */
export type GraphiQLConfig = {
  readonly title?: string
  readonly defaultTabs?: readonly GraphiQLTab[]
}

/**
 * The page for one request. A development token is written into its tabs only for a browser on this machine that
 * asked for this machine by name: a page that got here by a name of its own (DNS rebinding) finds none, and neither
 * does whoever comes through a proxy, which may itself be on this machine.
 */
export function graphiqlOptions(
  { title = 'Rechtop', defaultTabs = [] }: GraphiQLConfig,
  headersOfRequest: Headers,
  developmentToken: string | null,
): GraphiQLOptions {
  const headers =
    isFromHere(headersOfRequest) && developmentToken !== null
      ? { headers: JSON.stringify({ Authorization: `Bearer ${developmentToken}` }) }
      : {}
  return {
    title,
    defaultTabs: defaultTabs.map((tab) => ({ ...headers, ...tab })),
    ...(headers.headers !== undefined && { defaultHeaders: headers.headers, ...headers }),
    subscriptionsProtocol: 'SSE',
    method: 'POST',
    // a token must not stay behind in the browser, and neither must whom somebody looked up
    shouldPersistHeaders: false,
    maxHistoryLength: 0,
    credentials: 'omit',
  }
}

function isFromHere(headers: Headers): boolean {
  const isProxied = [...headers.keys()].some(
    (name) => name === 'forwarded' || name.startsWith('x-forwarded-'),
  )
  return !isProxied && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.get('host') ?? '')
}
