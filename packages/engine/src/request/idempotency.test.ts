import { readdir, readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { partsOver } from '../../test/at-work.ts'
import { openBench, type Bench } from '../../test/bench.ts'
import { createVault } from '../../test/vault.ts'
import { asked, email } from '../../test/work.ts'
import { openQueue } from '../queue/queue.ts'
import { openDatabase, type Database } from '../store/database.ts'
import type { RequestRow } from '../store/table.ts'
import type { Parts } from './parts.ts'
import type { RequestResult, Requests } from './request.ts'
import { createRequests } from './requests.ts'
import { sweep } from './sweep.ts'

let bench: Bench
let parts: Parts
beforeAll(async () => {
  bench = await openBench()
  parts = await partsOver(bench.parts, { vault: createVault().connector })
})
afterEach(() => bench.clear())
afterAll(() => bench.stop())

const match = 'm'.repeat(43)
const possible = {
  identifiers: [],
  systems: [{ system: 'vault', status: 'possible', matches: [{ id: match, standing: 'possible' }] }],
}

const acts = ['approve', 'decide-match', 'cancel', 'retry', 'skip'] as const
type Act = (typeof acts)[number]
const kinds = {
  approve: 'approved',
  'decide-match': 'match-decided',
  cancel: 'cancelled',
  retry: 'retried',
  skip: 'skipped',
} as const satisfies Record<Act, string>

/** A request on which all of these can be done, but for the approval. */
function plant(act: Act): Promise<RequestRow> {
  const stuck = { phase: 'verify', status: 'needs-attention', reason: 'left-over' } as const
  const waits = { phase: 'approve', status: 'awaiting-approval' } as const
  return bench.plantRequest({
    ...(act === 'approve' ? waits : stuck),
    locatedSealed: parts.seal.seal(possible),
  })
}

type Said = { readonly key?: string; readonly actor?: string; readonly word?: 'this' | 'that' }

function say(
  requests: Requests,
  act: Act,
  id: string,
  { key, actor = 'one', word = 'this' }: Said,
): Promise<RequestResult> {
  const acting = { id, actor, ...(key !== undefined && { idempotencyKey: key }) }
  switch (act) {
    case 'approve':
      return requests.approve({ ...acting, digest: word === 'this' ? 'digest' : 'another' })
    case 'decide-match':
      return requests.decideMatch({ ...acting, match, isSubject: word === 'this' })
    case 'cancel':
      return requests.cancel(acting)
    case 'retry':
      return requests.retry(acting)
    case 'skip':
      return requests.skip({ ...acting, system: 'vault', why: word })
  }
}

const happened = async (): Promise<string[]> =>
  (await bench.rows('select kind, actor from rechtop.request_event order by at, number')).map(
    ({ kind, actor }) => `${String(kind)} by ${String(actor)}`,
  )
const reused = { ok: false, errors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] }] }

describe.each(acts)('%s under a key', (act) => {
  test('is done once, and answers with the request as it is now, also after a restart', async () => {
    const { id } = await plant(act)
    const key = 'once'
    expect(await say(createRequests(parts), act, id, { key })).toMatchObject({ ok: true, request: { id } })
    await bench.rows('update rechtop.request set version = 99')
    for (let nth = 0; nth < 3; nth += 1) {
      const again = await say(createRequests(parts), act, id, { key })
      expect(again).toMatchObject({ ok: true, request: { id, version: 99 } })
    }
    expect(await happened()).toEqual([`${kinds[act]} by one`])
    expect(await bench.rows('select mutation, request_id from rechtop.idempotency')).toEqual([
      { mutation: act, request_id: id },
    ])
  })

  test('is refused for each other mutation, request and input', async () => {
    const [{ id }, { id: other }] = [await plant(act), await plant(act)]
    const requests = createRequests(parts)
    await say(requests, act, id, { key: 'once' })
    const before = await bench.rows('select * from rechtop.request order by id')
    for (const another of acts.filter((one) => one !== act)) {
      expect(await say(requests, another, id, { key: 'once' })).toMatchObject(reused)
    }
    expect(await say(requests, act, other, { key: 'once' })).toMatchObject(reused)
    if (act !== 'cancel' && act !== 'retry') {
      expect(await say(requests, act, id, { key: 'once', word: 'that' })).toMatchObject(reused)
    }
    expect(await requests.erase({ ...asked, actor: 'one', idempotencyKey: 'once' })).toMatchObject(reused)
    expect(await bench.rows('select * from rechtop.request order by id')).toEqual(before)
  })

  test('is another key when somebody else says it', async () => {
    const [{ id }, { id: other }] = [await plant(act), await plant(act)]
    const requests = createRequests(parts)
    expect(await say(requests, act, id, { key: 'k', actor: 'one' })).toMatchObject({ ok: true })
    expect(await say(requests, act, other, { key: 'k', actor: 'two' })).toMatchObject({
      ok: true,
      request: { id: other },
    })
    expect((await happened()).toSorted()).toEqual([`${kinds[act]} by one`, `${kinds[act]} by two`])
  })

  test('that was refused is not remembered', async () => {
    const { id } = await plant(act)
    await bench.rows(`update rechtop.request set phase = 'end', status = 'verified'`)
    const requests = createRequests(parts)
    expect(await say(requests, act, id, { key: 'k' })).toMatchObject({
      errors: [{ code: 'NOT_POSSIBLE_NOW' }],
    })
    expect(await bench.rows('select 1 from rechtop.idempotency')).toEqual([])
    const { id: other } = await plant(act)
    expect(await say(requests, act, other, { key: 'k' })).toMatchObject({ ok: true, request: { id: other } })
  })
})

test('what is stored of a key names neither it nor whoever used it', async () => {
  const key = `of ${email}`
  await createRequests(parts).erase({ ...asked, actor: 'officer@example.nl', idempotencyKey: key })
  const stored = JSON.stringify(await bench.rows('select * from rechtop.idempotency'))
  expect(stored).toContain('erasure')
  expect(stored).not.toMatch(/officer|example|of /)
})

test('keys are forgotten after as many days as the policy says, and none before', async () => {
  const { id } = await plant('cancel')
  await say(createRequests(parts), 'cancel', id, { key: 'k' })
  const count = async (): Promise<number> => (await bench.rows('select 1 from rechtop.idempotency')).length
  const sweepIn = (days: number): Promise<void> =>
    sweep({ ...parts, now: () => new Date(Date.now() + days * 86_400_000) }, 'what is due')
  await sweepIn(29)
  expect(await count()).toBe(1)
  await sweepIn(31)
  expect(await count()).toBe(0)
})

describe('without a key', () => {
  test('approving what is approved and being carried out changes nothing', async () => {
    const { id } = await bench.plantRequest({ phase: 'run', status: 'running', approvedDigest: 'digest' })
    const before = await bench.rows('select * from rechtop.request')
    const requests = createRequests(parts)
    expect(await say(requests, 'approve', id, {})).toMatchObject({ ok: true, request: { status: 'running' } })
    expect(await say(requests, 'approve', id, { word: 'that' })).toMatchObject({
      errors: [{ code: 'NOT_POSSIBLE_NOW' }],
    })
    expect(await bench.rows('select * from rechtop.request')).toEqual(before)
    expect(await bench.jobs()).toEqual([])
  })

  test('cancelling what is cancelled changes nothing, and cancelling what was verified is refused', async () => {
    const { id } = await plant('cancel')
    const requests = createRequests(parts)
    await say(requests, 'cancel', id, {})
    expect(await say(requests, 'cancel', id, { actor: 'two' })).toMatchObject({
      ok: true,
      request: { status: 'cancelled' },
    })
    expect(await happened()).toEqual(['cancelled by one'])
    const done = await bench.plantRequest({ phase: 'end', status: 'verified' })
    expect(await say(requests, 'cancel', done.id, {})).toMatchObject({
      errors: [{ code: 'NOT_POSSIBLE_NOW' }],
    })
  })
})

test('a key from before keys had actors is still that of whoever asked, and of nobody else', async () => {
  const pglite = await PGlite.create()
  const folder = new URL('../store/migrations/', import.meta.url)
  await pglite.exec('create schema rechtop; create table rechtop.migration (number integer primary key)')
  for (const file of (await readdir(folder)).toSorted().filter((name) => name < '000008')) {
    await pglite.exec(await readFile(new URL(file, folder), 'utf8'))
    await pglite.query('insert into rechtop.migration values ($1)', [Number.parseInt(file, 10)])
  }
  const { seal } = parts
  const person = seal.hash('pseudonym', JSON.stringify([`email ${email}`]))
  const said = ['erasure', person, [], [], undefined, undefined]
  const id = '00000000-0000-4000-8000-000000000001'
  await pglite.query(
    `insert into rechtop.request (id, right_exercised, phase, status, received_at, due_on, created_at, actor,
      idempotency_key, input_hash, subject_kinds, pseudonym, decisions, findings, attempts, rounds, version)
     values ($1, 'erasure', 'end', 'verified', now(), now(), now(), 'test', $2, $3, '[]', $4, '{}', '[]', 0, 0, 1)`,
    [id, seal.hash('idempotency key', 'old'), seal.hash('input', JSON.stringify(said)), person],
  )
  const database = await openDatabase({ pglite })
  const queue = await openQueue(database, () => {})
  const requests = createRequests({ ...parts, database, queue })
  const again = { ...asked, idempotencyKey: 'old' }
  expect(await requests.erase(again)).toMatchObject({ ok: true, request: { id } })
  expect(await requests.access(again)).toMatchObject(reused)
  const anothers = await requests.erase({ ...again, actor: 'two' })
  expect(anothers).toMatchObject({ ok: true, request: { status: 'received' } })
  expect(anothers).not.toMatchObject({ request: { id } })
  await queue.stop()
  await pglite.close()
})

describe('many at the same moment, on PostgreSQL', () => {
  let server: TestPostgres
  let client: postgres.Sql
  let databases: Database[]
  let many: Requests[]
  beforeAll(async () => {
    server = await startPostgres()
    client = postgres(server.url, { max: 1, onnotice: () => {} })
    databases = [await openDatabase({ url: server.url }), await openDatabase({ url: server.url })]
    const queues = await Promise.all(databases.map((database) => openQueue(database, () => {})))
    many = databases.map((database, at) => {
      const queue = queues[at] ?? parts.queue
      return createRequests({ ...parts, database, queue })
    })
    stop = async () => {
      for (const queue of queues) await queue.stop()
    }
  })
  let stop: () => Promise<void> = async () => {}
  afterAll(async () => {
    await stop()
    for (const database of databases) await database.close()
    await client.end()
    await server.stop()
  })
  const fifty = (work: (requests: Requests) => Promise<RequestResult>): Promise<RequestResult[]> =>
    Promise.all(Array.from({ length: 50 }, (_, nth) => work(many[nth % 2] ?? createRequests(parts))))
  const idsOf = (results: readonly RequestResult[]): Set<string> =>
    new Set(results.map((result) => (result.ok ? result.request.id : (result.errors[0]?.code ?? ''))))

  test('fifty requests under one key are one, with one job', async () => {
    const results = await fifty((requests) => requests.erase({ ...asked, idempotencyKey: 'fifty' }))
    const ids = idsOf(results)
    expect(ids.size).toBe(1)
    const stored = await client`select id from rechtop.request`
    expect(stored.map(({ id }) => String(id))).toEqual([...ids])
    expect(await client`select 1 from rechtop_queue.job where name = 'rechtop-request'`).toHaveLength(1)
    await client`truncate rechtop.request, rechtop.idempotency cascade`
  })

  test('fifty without a key are one request, and forty-nine duplicates that point at it', async () => {
    const results = await fifty((requests) => requests.erase(asked))
    const stored = await client`select id from rechtop.request`
    expect(stored).toHaveLength(1)
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    for (const result of results) expect(result.request?.id).toBe(stored[0]?.['id'])
    await client`truncate rechtop.request, rechtop.idempotency cascade`
  })

  test.each(acts)('%s fifty times under one key happens once', async (act) => {
    const { id } = await plant(act)
    const [row] = await bench.rows('select to_jsonb(request) as row from rechtop.request where id = $1', id)
    await client`insert into rechtop.request
      select * from jsonb_populate_record(null::rechtop.request, ${client.json(JSON.parse(JSON.stringify(row?.['row'])))})`
    const results = await fifty((requests) => say(requests, act, id, { key: act }))
    expect([...idsOf(results)]).toEqual([id])
    const kind = kinds[act]
    expect(
      await client`select 1 from rechtop.request_event where request_id = ${id} and kind = ${kind}`,
    ).toHaveLength(1)
    expect(await client`select 1 from rechtop.idempotency where request_id = ${id}`).toHaveLength(1)
  })
})
