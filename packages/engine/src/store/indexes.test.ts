import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { PgBoss } from 'pg-boss'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { forgetPackagesOf } from '../export/forget-packages.ts'
import { forgetPlaces } from '../ledger/identifiers.ts'
import type { Queue } from '../queue/queue.ts'
import { dueLooks } from '../request/due-looks.ts'
import { openDatabase, type Executor } from './database.ts'

const Buffers = z.object({ 'Shared Hit Blocks': z.int(), 'Shared Read Blocks': z.int() })
const Plans = z.tuple([z.object({ Plan: Buffers })])

let server: TestPostgres
let client: postgres.Sql
let executor: Executor
let asked: { query: string; values: unknown[] }[]
const queue: Queue = {
  look: () => Promise.resolve(),
  lookAtNew: () => Promise.resolve(),
  lookTogether: () => Promise.resolve(),
  work: () => Promise.resolve(),
  running: () => true,
  stop: () => Promise.resolve(),
}

beforeAll(async () => {
  server = await startPostgres()
  const database = await openDatabase({ url: server.url })
  await database.close()
  const boss = new PgBoss({ connectionString: server.url, schema: 'rechtop_queue' })
  await boss.start()
  for (const name of ['rechtop-run', 'rechtop-request']) await boss.createQueue(name, { policy: 'singleton' })
  await boss.stop()
  client = postgres(server.url, { max: 1, onnotice: () => {} })
  executor = drizzle(client, { logger: { logQuery: (query, values) => void asked.push({ query, values }) } })
  asked = []
  await fill()
})
afterAll(async () => {
  await client.end()
  await server.stop()
})

/** Twenty thousand requests, of which twenty are open. */
async function fill(): Promise<void> {
  await client.unsafe(`
    insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
      subject_kinds, pseudonym, decisions, findings, attempts, rounds, version)
    select gen_random_uuid(), case when n % 3 = 0 then 'access' else 'erasure' end,
      case when n % 1000 = 0 then 'run' else 'end' end, 'running', now(), now(), now() - n * interval '1 minute', 'test',
      '[]', 'person ' || n, '{}', '[]', 0, 1, 1
    from generate_series(1, 20000) as n;
    insert into rechtop.run (id, request_id, system, round, status, attempts, failed_attempts, erased, kept, version, lines)
    select gen_random_uuid(), id, system, 1, case phase when 'run' then 'pending' else 'verified' end, 0, 0, 0, 0, 1, '[]'
    from rechtop.request, unnest(array['a', 'b', 'c']) as system;
    insert into rechtop.ledger_identifier (hash, system, match_id, locator_sealed, fingerprints, request_id)
    select 'hash ' || id, 'a', 'match ' || pseudonym, '', '[]', id from rechtop.request;
    insert into rechtop.package (request_id, records, bytes, files, file_bytes, created_at, expires_at)
    select id, 1, 1, 0, 0, now(), now() + interval '1 day' from rechtop.request where right_exercised = 'access';
    analyze rechtop.request, rechtop.run, rechtop.ledger_identifier, rechtop.package;
  `)
}

/** Opens so many requests, each with three runs and their jobs, which the statistics of the server know nothing of. */
async function openUnnoticed(requests: number): Promise<void> {
  const statements = `
    alter table rechtop.request set (autovacuum_enabled = off);
    alter table rechtop.run set (autovacuum_enabled = off);
    alter table rechtop_queue.job_common set (autovacuum_enabled = off);
    update rechtop.request set phase = 'end';
    update rechtop.run set status = 'verified';
    vacuum analyze rechtop.request, rechtop.run;
    with opened as (
      update rechtop.request set phase = 'run' where id in (
        select id from rechtop.request where right_exercised = 'erasure' limit ${requests})
      returning id
    ), begun as (
      update rechtop.run set status = 'pending' where request_id in (select id from opened) returning id
    )
    insert into rechtop_queue.job_common (name, singleton_key, policy)
    select 'rechtop-run', id, 'singleton' from begun
    union all select 'rechtop-request', id, 'singleton' from opened`
  for (const statement of statements.split(';')) await client.unsafe(statement)
}

/** How many pages of tables and indexes the statements of this work read. */
async function pagesRead(work: () => Promise<unknown>): Promise<number> {
  asked = []
  await work()
  let pages = 0
  for (const { query, values } of asked) {
    const [row] = await client.unsafe(`explain (analyze, buffers, format json) ${query}`, values.map(String))
    const [{ Plan: plan }] = Plans.parse(row?.['QUERY PLAN'])
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }
  return pages
}

/** Where the statements of this work would read a table whole, or an index of all its rows. */
async function readWhole(work: () => Promise<unknown>): Promise<string[]> {
  asked = []
  await work()
  expect(asked.length).toBeGreaterThan(0)
  const plans: string[] = []
  for (const { query, values } of asked) {
    const sent = values.map((value) => {
      if (Array.isArray(value)) return value.map(String)
      return value === null ? null : String(value)
    })
    const text = await client.unsafe(`explain ${query}`, sent)
    plans.push(...text.map((row) => String(row['QUERY PLAN'])))
  }
  const whole = /Seq Scan on (request|run|ledger_identifier|package)\b|using (request_created_at|run_pkey)\b/
  return plans.filter((line) => whole.test(line))
}

const due = { now: new Date(), after: null, limit: 1000, hurry: false, together: true }

test.each(['request', 'run'] as const)('what is due of kind %s is found by an index', async (at) => {
  expect(await readWhole(() => dueLooks(executor, at, due))).toEqual([])
  const [last] = await dueLooks(executor, 'run', due)
  expect(last).toBeDefined()
  expect(await readWhole(() => dueLooks(executor, at, { ...due, after: last?.place ?? null }))).toEqual([])
})

test('what else there is of a person is found by an index', async () => {
  expect(
    await readWhole(() => forgetPackagesOf(executor, ['person 7'], { queue, now: () => new Date() })),
  ).toEqual([])
})

test('places to forget are found by an index', async () => {
  expect(await readWhole(() => forgetPlaces(executor, ['match person 8', 'match person 9']))).toEqual([])
})

test('exports that expired are found by an index', async () => {
  const statement = sql`select request_id from rechtop.package where expires_at <= now() limit 1000`
  expect(await readWhole(() => executor.execute(statement))).toEqual([])
})

test('what is due is found by its index also where more is open than the server believes', async () => {
  const open = 400
  await openUnnoticed(open)
  const sweepOnce = async (): Promise<unknown> =>
    Promise.all((['run', 'request', 'batch'] as const).map((at) => dueLooks(executor, at, due)))
  // some pages for each of three runs and their jobs, and not all of them for each
  expect(await pagesRead(sweepOnce)).toBeLessThan(open * 3 * 20)
})
