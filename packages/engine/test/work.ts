import { PGlite } from '@electric-sql/pglite'
import type { AnyConnector } from '@rechtop/connector'
import { createEngine, type EngineOptions } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import type { CreateErasure, Request, RequestResult } from '../src/request/request.ts'
import { defineSystem } from '../src/system/define-system.ts'

export const email = 'sanne@example.nl'
export const asked: CreateErasure = { identifiers: [{ kind: 'email', value: email }], actor: 'test' }

/** An engine at work over these connectors, with what stands in its database. */
export type Work = {
  readonly engine: Engine
  readonly pglite: PGlite
  readonly logged: readonly string[]
  /** How far the engine's time is ahead, in milliseconds. */
  readonly clock: { ahead: number }
  rows(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]>
  /** The request when nothing goes on by itself any more, or when `until` holds. */
  settled(result: RequestResult, until?: (request: Request) => boolean): Promise<Request>
  /** Stops the engine and starts another one, which looks at all that is unfinished. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startWork(
  connectors: Readonly<Record<string, AnyConnector>>,
  options: Partial<EngineOptions> = {},
): Promise<Work> {
  const pglite = await PGlite.create()
  const logged: string[] = []
  const clock = { ahead: 0 }
  const start = async (): Promise<Engine> => {
    const engine = await createEngine({
      systems: Object.entries(connectors).map(([id, connector]) =>
        defineSystem({ id, connector, config: {} }),
      ),
      policy: { controller: { name: 'X', contact: 'x@x.example' }, approval: { erasure: 'nobody' } },
      database: { pglite },
      secret: 'a secret of more than thirty-two bytes, for tests',
      now: () => new Date(Date.now() + clock.ahead),
      log: (event, detail = {}) => void logged.push(`${event} ${JSON.stringify(detail)}`),
      ...options,
    })
    await engine.start()
    return engine
  }
  let engine = await start()
  return {
    get engine() {
      return engine
    },
    pglite,
    logged,
    clock,
    rows: async (statement, ...values) =>
      (await pglite.query<Record<string, unknown>>(statement, values)).rows,
    settled: async (result, until = isQuiet) => {
      if (!result.ok) throw new Error(`refused: ${result.errors.map(({ code }) => code).join(', ')}`)
      for await (const request of engine.requests.watch(result.request.id, AbortSignal.timeout(60_000))) {
        if (until(request)) return request
      }
      throw new Error('the request did not settle in time')
    },
    restart: async () => {
      await engine.stop()
      engine = await start()
    },
    stop: async () => {
      await engine.stop()
      await pglite.close()
    },
  }
}

const goingOn = ['received', 'running', 'waiting']
const isQuiet = ({ status }: Request): boolean => !goingOn.includes(status)
