import { setTimeout as wait } from 'node:timers/promises'
import { createRandom } from '@rechtop/connector/fake'
import { startPostgres } from '@rechtop/connector/testing'
import { createEngine } from '../src/create-engine.ts'
import { chaosOptions } from './chaos-options.ts'
import { readFindings, type ChaosFindings } from './findings.ts'
import { openRegistry } from './registry.ts'
import { startRestarts, untilItAnswers } from './restarts.ts'
import { startWorkers } from './workers.ts'

export type ChaosOptions = {
  readonly requests: number
  readonly workers: number
  /** About every so many milliseconds one worker is killed; 0: none. */
  readonly killEveryMs: number
  /** About every so many milliseconds PostgreSQL crashes and starts again; 0: never. */
  readonly restartEveryMs: number
  /** The share of calls to the systems that goes wrong. */
  readonly faults: number
  readonly seed: number
  /** After which all must be over, in milliseconds. */
  readonly limitMs: number
}

export type ChaosReport = ChaosFindings & {
  readonly requests: number
  readonly killed: number
  readonly restarts: number
  readonly slowestAnswerMs: number
  readonly seconds: number
  readonly commitsPerRequest: number
}

/** How many ask at the same time. */
const clients = 8

/** Asks for the erasure of many people, kills workers and breaks calls meanwhile, and says how it ended. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const people = Array.from({ length: options.requests }, (_, nth) => `person${nth}@chaos.example`)
  const server = await startPostgres()
  const registry = await openRegistry({ people, faults: options.faults, seed: options.seed })
  // takes requests in and reads how they are; the work is done elsewhere
  const engine = await createEngine({ ...chaosOptions(server.url, registry.origin), role: 'api' })
  const started = performance.now()
  const workers = await startWorkers({
    count: options.workers,
    killEveryMs: options.killEveryMs,
    random: createRandom(options.seed),
    database: server.url,
    origin: registry.origin,
  })
  const isAnswering = (): Promise<boolean> =>
    engine.requests.list({ first: 1 }).then(
      () => true,
      () => false,
    )
  const restarts = startRestarts(server.restart, options.restartEveryMs, isAnswering)
  try {
    const acknowledged: string[] = []
    const asked = people.entries()
    const ask = async (): Promise<void> => {
      for (const [nth, value] of asked) {
        const identifiers = [{ kind: 'email', value } as const]
        const input = { identifiers, idempotencyKey: `chaos ${nth}`, actor: 'chaos' }
        const created = await untilItAnswers(() => engine.requests.erase(input))
        if (created.ok) acknowledged.push(created.request.id)
      }
    }
    await Promise.all(Array.from({ length: clients }, ask))
    const isOver = async (): Promise<boolean> => {
      const { total } = await engine.requests.list({ first: 1, status: ['verified', 'needs-attention'] })
      return total === people.length
    }
    while (!(await untilItAnswers(isOver)) && performance.now() - started < options.limitMs) await wait(1000)
    const findings = await untilItAnswers(() => readFindings(server.url, acknowledged, registry))
    const seconds = (performance.now() - started) / 1000
    const killed = workers.killed()
    const { commits, ...rest } = findings
    const how = { killed, restarts: restarts.count(), slowestAnswerMs: restarts.slowestAnswerMs(), seconds }
    return { requests: people.length, ...how, commitsPerRequest: commits / people.length, ...rest }
  } finally {
    await restarts.stop()
    await workers.stop()
    await engine.stop()
    await registry.close()
    await server.stop()
  }
}
