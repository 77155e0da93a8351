import { createServer as createHttpServer } from 'node:http'
import { useDisableIntrospection } from '@graphql-yoga/plugin-disable-introspection'
import type { Engine } from '@rechtop/engine'
import { createYoga, useExecutionCancellation, useReadinessCheck } from 'graphql-yoga'
import { createAuthenticator, type AuthConfig } from './auth/authenticator.ts'
import { graphiqlOptions, type GraphiQLConfig } from './graphiql.ts'
import { createContext, type Context } from './graphql/context.ts'
import { createSafeErrors } from './graphql/safe-error.ts'
import { createSchema } from './graphql/schema.ts'
import { createStreamLimit } from './graphql/stream-limit.ts'
import { listenOn, type Listening } from './http/listen.ts'
import { readableOnly } from './http/readable-only.ts'
import { createLogger, type Logger } from './log.ts'
import { useAuthentication, type Actors } from './plugin/use-authentication.ts'
import { largestList, useBodyLimit } from './plugin/use-body-limit.ts'
import { useBareFailure } from './plugin/use-bare-failure.ts'
import { useIncomplete } from './plugin/use-incomplete.ts'
import { useJsonOnly } from './plugin/use-json-only.ts'
import { useOneMutation } from './plugin/use-one-mutation.ts'
import { useOperationLimit } from './plugin/use-operation-limit.ts'
import { usePackageDownload } from './plugin/use-package-download.ts'
import { useQueryCost } from './plugin/use-query-cost.ts'
import { useQuerySize } from './plugin/use-query-size.ts'
import { useResponseHeaders } from './plugin/use-response-headers.ts'
import { useSafeErrors } from './plugin/use-safe-errors.ts'

export type ServerConfig = {
  readonly engine: Engine
  readonly auth: AuthConfig
  /** The page to try queries in, at the endpoint. Left out: there is none. */
  readonly graphiql?: GraphiQLConfig
  /** Whether the schema may be asked for, and errors may suggest names from it. */
  readonly introspection?: boolean
  readonly logger?: Logger
}

/** The GraphQL API over HTTP. */
export type Server = {
  /** Answers one request, without a network. */
  fetch(request: Request): Promise<Response>
  listen(port: number, host: string): Promise<Listening>
}

const endpoint = '/graphql'

/** Builds the server of an engine. Throws when the configuration or the connectors’ record types are wrong. */
export function createServer({
  engine,
  auth,
  graphiql,
  introspection = false,
  logger = createLogger(),
}: ServerConfig): Server {
  const actors: Actors = new WeakMap()
  const streams = createStreamLimit()
  const safeErrors = createSafeErrors(logger, { suggests: introspection })
  const yoga = createYoga<object, Context>({
    schema: createSchema([...engine.systems.values()]),
    graphqlEndpoint: endpoint,
    context: ({ request }) => {
      const actor = actors.get(request)
      if (actor === undefined) throw new TypeError('a request came past the authentication')
      return createContext(engine, actor, streams, request.signal)
    },
    plugins: [
      useBareFailure(logger),
      useResponseHeaders(),
      useReadinessCheck({ check: () => engine.ready().catch(() => false) }),
      useAuthentication(createAuthenticator(auth), actors),
      usePackageDownload(engine, actors, logger),
      useJsonOnly(),
      useBodyLimit(actors),
      useOperationLimit(),
      useExecutionCancellation(),
      ...(introspection ? [] : [useDisableIntrospection()]),
      useQuerySize(),
      useOneMutation(),
      useQueryCost(),
      useIncomplete(),
      useSafeErrors(safeErrors),
    ],
    maskedErrors: { maskError: safeErrors.mask },
    // its logger prints messages, which hold values: useSafeErrors logs instead
    logging: false,
    graphiql:
      graphiql === undefined
        ? false
        : (request) => graphiqlOptions(graphiql, request.headers, developmentTokenOf(auth)),
    // nine megabytes that only a page needs; without it Yoga would load the page from a public network
    renderGraphiQL: async (options) =>
      (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    maxRequestBodySize: largestList,
  })
  return {
    fetch: async (request) => yoga.fetch(request),
    listen: (port, host) => listenOn(createHttpServer(readableOnly(yoga)), port, host, streams.end),
  }
}

const developmentTokenOf = (auth: AuthConfig): string | null =>
  'developmentToken' in auth ? auth.developmentToken : null
