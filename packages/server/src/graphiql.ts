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
  /** The headers that a new tab begins with, as JSON. */
  readonly headers?: string
}

export function graphiqlOptions({
  title = 'Rechtop',
  defaultTabs = [],
  headers,
}: GraphiQLConfig): GraphiQLOptions {
  return {
    title,
    defaultTabs: defaultTabs.map((tab) => ({ ...tab })),
    ...(headers !== undefined && { defaultHeaders: headers, headers }),
    subscriptionsProtocol: 'SSE',
    method: 'POST',
    // a token must not stay behind in the browser, and neither must whom somebody looked up
    shouldPersistHeaders: false,
    maxHistoryLength: 0,
    credentials: 'omit',
  }
}
