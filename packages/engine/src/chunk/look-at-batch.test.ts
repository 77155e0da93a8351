import { PGlite } from '@electric-sql/pglite'
import { permanent, type AnyConnector, type Outcome } from '@rechtop/connector'
import { countStatements } from '@rechtop/connector/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { startWork, type Work } from '../../test/work.ts'
import type { EngineOptions } from '../create-engine.ts'
import { storedLines } from '../../test/stored-lines.ts'

let vault: Vault
let work: Work
let calls: number[] = []
afterEach(() => work.stop())

const address = (number: number): string => `p${number}@example.nl`
const subjectOf = (value: string) => ({ identifiers: [{ kind: 'email', value } as const] })
const people = (count: number) => Array.from({ length: count }, (_, number) => subjectOf(address(number)))

type Erase = AnyConnector['erase']

/** A system that serves many people at once; `erase`: what it does instead of erasing, for one call. */
async function start(
  count: number,
  erase: (own: Erase) => Erase = (own) => own,
  options: Partial<EngineOptions> = {},
): Promise<void> {
  calls = []
  vault = createVault({}, { together: 250 })
  for (let number = 0; number < count; number += 1) {
    vault.people.push({ email: address(number), footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
  }
  const changed = erase(vault.connector.erase)
  const connector: AnyConnector = {
    ...vault.connector,
    erase: (orders, context) => {
      calls.push(orders.length)
      return changed(orders, context)
    },
  }
  work = await startWork({ vault: connector }, options)
}

async function eraseAll(count: number): Promise<string> {
  const input = { subjects: people(count), idempotencyKey: 'today', actor: 'program' }
  const result = await work.engine.requests.eraseMany(input)
  if (!result.ok) throw new Error('refused')
  return result.batch.id
}
const statuses = async (): Promise<unknown> =>
  Object.fromEntries(
    (await work.rows('select status, count(*)::int from rechtop.request group by status')).map((row) =>
      Object.values(row),
    ),
  )
const slowly = { timeout: 30_000 }
const notes = (): number => vault.people.reduce((sum, person) => sum + person.notes.length, 0)

test('many people go in one call, and each request is told, counted and emptied by itself', async () => {
  await start(40)
  await eraseAll(40)
  await expect.poll(statuses, slowly).toEqual({ verified: 40 })
  expect(calls).toEqual([40])
  expect(notes()).toBe(0)
  const lines = `select line.status, count(*)::int, count(distinct request_id)::int as requests, bool_and(order_sealed is null) as emptied
    from ${storedLines} group by 1`
  expect(await work.rows(lines)).toEqual([{ status: 'done', count: 40, requests: 40, emptied: true }])
  const ledger = 'select action, count(*)::int, sum(count)::int from rechtop.ledger group by 1'
  expect(await work.rows(ledger)).toEqual([{ action: 'erased', count: 40, sum: 40 }])
  const events = `select distinct array_agg(kind order by number) as kinds from rechtop.request_event group by request_id`
  expect(await work.rows(events)).toEqual([{ kinds: ['ordered', 'verified'] }])
  const left = 'select 1 from rechtop.request where subject_sealed is not null or closed_at is null'
  expect(await work.rows(left)).toEqual([])
})

test('as many statements write a hundred people as write ten', async () => {
  const written = async (count: number): Promise<string[]> => {
    const { pglite, statements } = countStatements(await PGlite.create())
    await start(count, undefined, { database: { pglite } })
    await eraseAll(count)
    const done = async (): Promise<unknown> =>
      (await pglite.query(`select 1 from rechtop.request where status <> 'verified'`)).rows.length
    await expect.poll(done, slowly).toBe(0)
    await work.stop()
    return statements
      .filter((one) => /^\s*(insert into|update) "rechtop"/i.test(one))
      .map((one) => one.slice(0, 60))
  }
  const few = await written(10)
  expect(few.length).toBeGreaterThan(5)
  expect((await written(100)).toSorted()).toEqual(few.toSorted())
  await start(0)
})

const outcomesFor =
  (special: string, outcome: Outcome) =>
  (own: Erase): Erase =>
  async (orders, context) => {
    const done = await own(
      orders.map((order) => (order.locator === special ? { ...order, lines: [] } : order)),
      context,
    )
    return orders.map(({ locator, lines }, at) =>
      locator === special ? lines.map(() => outcome) : (done[at] ?? []),
    )
  }

describe('one of many', () => {
  test('that fails waits for a person, and the others are verified', async () => {
    await start(20, outcomesFor(address(7), { status: 'failed', done: 0, failure: permanent('refused') }))
    await eraseAll(20)
    await expect.poll(statuses, slowly).toEqual({ verified: 19, 'needs-attention': 1 })
    expect(vault.people.filter((person) => person.notes.length > 0).map(({ email }) => email)).toEqual([
      address(7),
    ])
    const findings = `select findings->0->>'code' as code from rechtop.request where status = 'needs-attention'`
    expect(await work.rows(findings)).toEqual([{ code: 'FAILED' }])
  })

  test('of which the system says nothing now goes on by itself later', async () => {
    let isPending = true
    const later = outcomesFor(address(3), { status: 'pending', checkAfter: new Date(Date.now() + 1_500) })
    await start(10, (own) => (orders, context) => {
      const erase = isPending ? later(own) : own
      isPending = false
      return erase(orders, context)
    })
    await eraseAll(10)
    await expect.poll(statuses, slowly).toEqual({ verified: 10 })
    expect(calls).toEqual([10, 1])
  })

  test('that lies is not verified with the others', async () => {
    await start(10, outcomesFor(address(5), { status: 'done', count: 1 }))
    await eraseAll(10)
    await expect.poll(statuses, slowly).toEqual({ verified: 9, 'needs-attention': 1 })
    expect(await work.rows(`select reason from rechtop.request where reason is not null`)).toEqual([
      { reason: 'left-over' },
    ])
  })
})

test('two who turn out to be one person are not carried out in one call', async () => {
  await start(5)
  const { find } = vault.connector
  await work.stop()
  const alias: AnyConnector = {
    ...vault.connector,
    find: async (subjects, context) => {
      const real = subjects.map((one) =>
        one.map((each) => ({ ...each, value: each.value.replace('alias', 'p2') })),
      )
      const found = await find(real, context)
      return found.map((one, index) => {
        const [first, ...others] = subjects[index] ?? []
        if (one.status !== 'found' || first === undefined) return one
        return {
          ...one,
          matches: one.matches.map((match) => ({ ...match, by: [first, ...others] as const })),
        }
      })
    },
  }
  work = await startWork({ vault: alias })
  const subjects = [...people(5), subjectOf('alias@example.nl')]
  await work.engine.requests.eraseMany({ subjects, idempotencyKey: 'today', actor: 'program' })
  await expect
    .poll(async () => work.rows('select 1 from rechtop.request where closed_at is null'), slowly)
    .toEqual([])
  expect(notes()).toBe(0)
  expect(await work.rows(`select sum(count)::int from rechtop.ledger where action = 'erased'`)).toEqual([
    { sum: 5 },
  ])
})

test('a worker that stops in the middle leaves them to the next one at once', async () => {
  const hanging = Promise.withResolvers<void>()
  let hangs = true
  await start(30, (own) => async (orders, context) => {
    const done = await own(orders, context)
    if (!hangs) return done
    hanging.resolve()
    // the effects are there, and nobody hears of them
    return new Promise((_, reject) =>
      context.signal.addEventListener('abort', () => reject(context.signal.reason)),
    )
  })
  await eraseAll(30)
  await hanging.promise
  await work.engine.stop()
  hangs = false
  await work.restart()
  await expect.poll(statuses, { timeout: 60_000 }).toEqual({ verified: 30 })
  const lines = `select line.status, count(*)::int from ${storedLines} group by 1`
  expect(await work.rows(lines)).toEqual([{ status: 'done', count: 30 }])
  expect(await work.rows(`select count(*)::int from rechtop.ledger where action = 'erased'`)).toEqual([
    { count: 30 },
  ])
})

describe('between the work of a chunk and its last look', () => {
  /** Six people, of whom all is erased and nobody looked again yet. The id of the first. */
  async function startAndErase(isDoubted = false): Promise<string> {
    await start(6)
    const { find, erase } = vault.connector
    const [isThere, mayLook] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    letLook = () => mayLook.resolve()
    let isDone = false
    await work.stop()
    const slow: AnyConnector = {
      ...vault.connector,
      erase: (orders, context) => {
        isDone = true
        return erase(orders, context)
      },
      find: async (subjects, context) => {
        if (isDone) isThere.resolve()
        if (isDone) await mayLook.promise
        const answers = await find(subjects, context)
        return isDone && isDoubted ? answers.map(doubted) : answers
      },
    }
    work = await startWork({ vault: slow })
    await eraseAll(6)
    await isThere.promise
    const [first] = await work.rows('select id from rechtop.request order by created_at, id limit 1')
    return String(first?.['id'])
  }
  let letLook = (): void => {}
  /** Somebody else may be the same person, as it shows after the work. */
  const doubted = (answer: Awaited<ReturnType<AnyConnector['find']>>[number]): typeof answer => {
    if (answer.status !== 'found') return answer
    const by = [{ kind: 'email', value: address(0) }] as const
    const another = { locator: 'another@example.nl', certainty: 'similar', by, learned: [] } as const
    return { ...answer, matches: [...answer.matches, another] }
  }
  const orders = 'select 1 from rechtop.run where order_sealed is not null'

  test('who is cancelled has in the ledger what was done, and the others are verified', async () => {
    const id = await startAndErase()
    expect(await work.engine.requests.cancel({ id, actor: 'test' })).toMatchObject({ ok: true })
    expect(await work.rows('select 1 from rechtop.ledger')).toEqual([])
    letLook()
    await expect.poll(statuses, slowly).toEqual({ verified: 5, cancelled: 1 })
    const ledger = `select action, count(distinct request_id)::int as requests, sum(count)::int
      from rechtop.ledger group by 1`
    await expect.poll(() => work.rows(ledger), slowly).toEqual([{ action: 'erased', requests: 6, sum: 6 }])
    expect(await work.rows(orders)).toEqual([])
  })

  test('a request of which a person leaves something as it is goes by itself', async () => {
    await start(1)
    await work.engine.stop()
    await eraseAll(1)
    await work.rows(`update rechtop.request set attempts = 0`)
    await work.rows(`insert into rechtop.request_skip (request_id, system, holding, why, actor, at)
      select id, 'vault', '', 'a dispute', 'test', now() from rechtop.request`)
    await work.restart()
    await expect.poll(statuses, slowly).toEqual({ incomplete: 1 })
    expect(notes()).toBe(1)
  })

  test('a run that another worker has taken is not ended under it', async () => {
    const id = await startAndErase()
    const taken = `update rechtop.run set version = version + 1, next_attempt_at = now() where request_id = $1`
    await work.rows(taken, id)
    letLook()
    await expect.poll(statuses, slowly).toEqual({ verified: 6 })
    expect(await work.rows('select distinct status from rechtop.run')).toEqual([{ status: 'verified' }])
    expect(await work.rows(orders)).toEqual([])
  })

  test('nor does its request wait for a person’s word beside it', async () => {
    const id = await startAndErase(true)
    const taken = `update rechtop.run set version = version + 1, next_attempt_at = now() where request_id = $1`
    await work.rows(taken, id)
    letLook()
    await expect.poll(statuses, slowly).toEqual({ 'needs-attention': 6 })
    expect(await work.rows('select distinct status from rechtop.run')).toEqual([{ status: 'done' }])
  })
})

test('a worker that stops between the work and the last look writes down what was done, and nothing is sent again', async () => {
  await start(10)
  const looking = Promise.withResolvers<void>()
  let isDone = false
  const hanging: AnyConnector = {
    ...vault.connector,
    erase: async (orders, context) => {
      calls.push(orders.length)
      isDone = true
      return vault.connector.erase(orders, context)
    },
    find: async (subjects, context) => {
      if (!isDone) return vault.connector.find(subjects, context)
      looking.resolve()
      return new Promise((_, reject) =>
        context.signal.addEventListener('abort', () => reject(context.signal.reason)),
      )
    },
  }
  await work.stop()
  work = await startWork({ vault: hanging })
  await eraseAll(10)
  await looking.promise
  await work.engine.stop()
  const found = `select phase, run.status from rechtop.request
    join rechtop.run on request_id = request.id group by 1, 2`
  expect(await work.rows(found)).toEqual([{ phase: 'run', status: 'done' }])
  isDone = false
  await work.restart()
  await expect.poll(statuses, { timeout: 60_000 }).toEqual({ verified: 10 })
  expect(calls).toEqual([10])
})
