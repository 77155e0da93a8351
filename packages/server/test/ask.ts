import type { GraphQLFormattedError } from 'graphql'
import { createServer, type Logger, type Server, type ServerConfig } from '../src/index.ts'
import { createMemoryEngine, type MemoryEngine, type Person } from './memory-engine.ts'

export const developmentToken = 'a-token-for-tests'

/** A GraphQL answer as a client sees it. */
export type Answer = {
  readonly data?: unknown
  readonly errors?: readonly GraphQLFormattedError[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export type Setting = {
  readonly server: Server
  readonly engine: MemoryEngine
  readonly logged: string[]
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>
}

/** A server over people in memory, and a way to ask it something. */
export function setUp(people: readonly Person[] = [], config: Partial<ServerConfig> = {}): Setting {
  const logged: string[] = []
  const write = (fields: object, event: string): void => {
    logged.push(JSON.stringify({ ...fields, event }))
  }
  const logger: Logger = { info: write, error: write }
  const engine = createMemoryEngine(people)
  const server = createServer({ engine, auth: { developmentToken }, logger, ...config })
  return {
    server,
    engine,
    logged,
    async ask(query, variables) {
      const response = await server.fetch(graphqlRequest(developmentToken, { query, variables }))
      return readAnswer(response)
    },
  }
}

export function graphqlRequest(
  token: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request('http://rechtop.test/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

export async function readAnswer(response: Response): Promise<Answer> {
  const answer: unknown = await response.json()
  if (typeof answer !== 'object' || answer === null) throw new TypeError('the answer is not an object')
  return answer
}

export const codesOf = ({ errors = [] }: Answer): unknown[] =>
  errors.map(({ extensions }) => extensions?.['code'])
