import { startPostgres } from '@rechtop/connector/testing'
import postgres from 'postgres'
import { createEngine, type EngineOptions } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import { defineSystem } from '../src/system/define-system.ts'
import type { SystemConfig } from '../src/system/system.ts'

/** A PostgreSQL on which several engines work, each with connections of its own. */
export type Workers = {
  readonly url: string
  /** Starts one more over these systems. */
  start(systems: readonly SystemConfig[], options?: Partial<EngineOptions>): Promise<Engine>
  /** What stands in the database, behind the code's back. */
  rows(statement: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

export async function openWorkers(): Promise<Workers> {
  const server = await startPostgres()
  const client = postgres(server.url, { max: 1, onnotice: () => {} })
  const engines: Engine[] = []
  return {
    url: server.url,
    start: async (systems, options = {}) => {
      const engine = await createEngine({ ...sharedOptions(server.url, systems), ...options })
      engines.push(engine)
      await engine.start()
      return engine
    },
    rows: async (statement) => [...(await client.unsafe(statement))],
    stop: async () => {
      await Promise.all(engines.map((engine) => engine.stop()))
      await client.end()
      await server.stop()
    },
  }
}

/** What all processes on one database have in common. */
export function sharedOptions(url: string, systems: readonly SystemConfig[]): EngineOptions {
  return {
    systems: systems.map(defineSystem),
    policy: { controller: { name: 'X', contact: 'x@x.example' }, approval: { erasure: 'nobody' } },
    database: { url },
    secret: 'a secret of more than thirty-two bytes, for tests',
  }
}
