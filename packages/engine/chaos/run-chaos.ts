import { setTimeout as wait } from 'node:timers/promises'
import { createRandom } from '@rechtop/connector/fake'
import { startPostgres } from '@rechtop/connector/testing'
import { createEngine } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import { chaosOptions } from './chaos-options.ts'
import { readFindings, type Acknowledged, type ChaosFindings } from './findings.ts'
import { openRegistry } from './registry.ts'
import { startRestarts, untilItAnswers } from './restarts.ts'
import { startWorkers } from './workers.ts'

export type ChaosOptions = {
  readonly requests: number
  /** How many people are asked for at a time, and carried out together; null: each by itself. */
  readonly batch: number | null
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

/** So a batch is several chunks, of which one loses its worker while others go on. */
const chunksOfBatch = 4

/** How many ask at the same time. */
const clients = 8

/** Asks for the erasure of many people, kills workers and breaks calls meanwhile, and says how it ended. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const people = Array.from({ length: options.requests }, (_, nth) => `person${nth}@chaos.example`)
  const server = await startPostgres()
  const { batch, faults, seed } = options
  const together = batch === null ? null : Math.ceil(batch / chunksOfBatch)
  // a desk that erases later keeps nobody in a chunk, so that not all may be there
  const registry = await openRegistry({ people, deskKnows: together === null ? 1 : 5, faults, seed })
  // takes requests in and reads how they are; the work is done elsewhere
  const engine = await createEngine({ ...chaosOptions(server.url, registry.origin, together), role: 'api' })
  const started = performance.now()
  const workers = await startWorkers({
    count: options.workers,
    killEveryMs: options.killEveryMs,
    random: createRandom(seed),
    database: server.url,
    origin: registry.origin,
    together,
  })
  const isAnswering = (): Promise<boolean> =>
    engine.requests.list({ first: 1 }).then(
      () => true,
      () => false,
    )
  const restarts = startRestarts(server.restart, options.restartEveryMs, isAnswering)
  try {
    const acknowledged = await askFor(people, batch, engine)
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

/** @returns what was acknowledged */
async function askFor(
  people: readonly string[],
  batch: number | null,
  engine: Engine,
): Promise<Acknowledged[]> {
  const subjects = people.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  const acknowledged: Acknowledged[] = []
  const asked = Array.from({ length: Math.ceil(people.length / (batch ?? 1)) }, (_, nth) => nth).values()
  const ask = async (): Promise<void> => {
    for (const nth of asked) {
      const by = { idempotencyKey: `chaos ${nth}`, actor: 'chaos' }
      if (batch === null) {
        const identifiers = subjects[nth]?.identifiers ?? []
        const created = await untilItAnswers(() => engine.requests.erase({ identifiers, ...by }))
        if (created.ok) acknowledged.push({ id: created.request.id, requests: 1 })
      } else {
        const list = subjects.slice(nth * batch, (nth + 1) * batch)
        const created = await untilItAnswers(() => engine.requests.eraseMany({ subjects: list, ...by }))
        if (created.ok) acknowledged.push({ id: created.batch.id, requests: list.length })
      }
    }
  }
  await Promise.all(Array.from({ length: clients }, ask))
  return acknowledged
}
