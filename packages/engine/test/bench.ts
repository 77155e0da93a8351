import { randomUUID } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import { Policy } from '../src/policy/policy.ts'
import { createSlots } from '../src/pace/create-slots.ts'
import { openQueue } from '../src/queue/queue.ts'
import type { Parts } from '../src/request/parts.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { createSeal } from '../src/store/seal.ts'
import { requests, runs, type RequestRow, type RunRow } from '../src/store/table.ts'

/** The parts of an engine that does nothing by itself: a test looks at requests as a worker would. */
export type Bench = {
  readonly parts: Parts
  readonly pglite: PGlite
  readonly logged: readonly string[]
  rows(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]>
  /** The jobs that are still to be done: "request <id>", "run <id>". */
  jobs(): Promise<readonly string[]>
  plantRequest(change: Partial<RequestRow>): Promise<RequestRow>
  plantRun(request: RequestRow, change: Partial<RunRow>): Promise<RunRow>
  /** The same parts, with the same rows under another database. */
  over(change: (database: Database) => Partial<Database>): Parts
  /** Forgets all rows, jobs and log lines. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export async function openBench(change: Partial<Parts> = {}): Promise<Bench> {
  const pglite = await PGlite.create()
  const database = await openDatabase({ pglite })
  const logged: string[] = []
  const log: Parts['log'] = (event, detail = {}) => void logged.push(`${event} ${JSON.stringify(detail)}`)
  const queue = await openQueue(database, log)
  const parts: Parts = {
    systems: new Map(),
    criteria: new Map(),
    policy: Policy.parse({
      controller: { name: 'X', contact: 'x@x.example' },
      approval: { erasure: 'nobody' },
    }),
    seal: createSeal('a secret of more than thirty-two bytes, for tests'),
    now: () => new Date(),
    database,
    queue,
    slots: createSlots([], { database, queue, log }),
    log,
    locate: async () => ({ identifiers: [], systems: [] }),
    locateMany: async () => [],
    planMany: async () => [],
    plan: async () => ({ digest: 'digest', complete: true, lines: [], incomplete: [] }),
    ...change,
  }
  const rows: Bench['rows'] = async (statement, ...values) =>
    (await pglite.query<Record<string, unknown>>(statement, values)).rows
  return {
    parts,
    pglite,
    logged,
    rows,
    jobs: async () => {
      const waiting = await rows(
        `select replace(name, 'rechtop-', '') || ' ' || singleton_key as job from rechtop_queue.job
         where state in ('created', 'retry') order by created_on, 1`,
      )
      return waiting.map(({ job }) => String(job))
    },
    plantRequest: async (given) => {
      const row = { ...emptyRequest(parts), ...given }
      await database.write((executor) => executor.insert(requests).values(row))
      return row
    },
    plantRun: async (request, given) => {
      const row = { ...emptyRun(request), ...given }
      await database.write((executor) => executor.insert(runs).values(row))
      return row
    },
    over: (changed) => ({ ...parts, database: { ...database, ...changed(database) } }),
    clear: async () => {
      await pglite.exec(
        'truncate rechtop.request, rechtop.batch, rechtop.idempotency, rechtop.chunk, rechtop.chunk_slot cascade; delete from rechtop_queue.job',
      )
      logged.length = 0
    },
    stop: async () => {
      await queue.stop()
      await pglite.close()
    },
  }
}

function emptyRequest({ seal, now }: Parts): RequestRow {
  return {
    id: randomUUID(),
    right: 'erasure',
    phase: 'locate',
    status: 'received',
    reason: null,
    receivedAt: now(),
    dueOn: '2030-01-01',
    createdAt: now(),
    closedAt: null,
    actor: 'test',
    subjectSealed: seal.seal([{ kind: 'email', value: 'sanne@example.nl' }]),
    subjectKinds: ['email'],
    pseudonym: 'pseudonym',
    decisions: { confirmed: [], rejected: [] },
    wantedDigest: null,
    approvedDigest: null,
    approvedBy: null,
    locatedSealed: seal.seal({ identifiers: [], systems: [] }),
    planSealed: seal.seal({ digest: 'digest', complete: true, lines: [], incomplete: [] }),
    plannedAt: now(),
    previousPlanSealed: null,
    findings: [],
    attempts: 0,
    rounds: 0,
    nextAttemptAt: null,
    duplicateOf: null,
    priority: 0,
    batchId: null,
    version: 5,
  }
}

/** A run that nothing was ordered of. */
export function emptyRun({ id, rounds }: Pick<RequestRow, 'id' | 'rounds'>): RunRow {
  return {
    id: randomUUID(),
    requestId: id,
    system: 'vault',
    round: rounds,
    status: 'pending',
    attempts: 0,
    failedAttempts: 0,
    erased: 0,
    kept: 0,
    nextAttemptAt: null,
    failure: null,
    version: 1,
    lines: [],
    orderSealed: null,
  }
}
