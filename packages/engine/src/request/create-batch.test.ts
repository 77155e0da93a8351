import { FailureError, transient, type AnyConnector } from '@rechtop/connector'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { startWork, type Work } from '../../test/work.ts'
import { createSeal } from '../store/seal.ts'
import type { BatchResult, EraseMany } from './batch.ts'

let vault: Vault
let work: Work
afterEach(() => work.stop())

const address = (number: number): string => `p${number}@example.nl`
const subject = (value: string) => ({ identifiers: [{ kind: 'email', value } as const] })
const subjects = (count: number) => Array.from({ length: count }, (_, number) => subject(address(number)))
const asked = { idempotencyKey: 'today', actor: 'program' } as const
const count = async (table: string): Promise<number> =>
  Number((await work.rows(`select count(*) from ${table}`))[0]?.['count'])
const codesOf = ({ errors }: BatchResult): unknown[] => errors.map(({ code, path }) => [code, ...path])

/** Tells all of its people, page by page, and writes down how it was asked. */
const asks: unknown[] = []
const due: NonNullable<AnyConnector['due']> = async function* ([ask]) {
  asks.push(ask)
  const from = ask?.after === undefined ? 0 : Number(ask.after) + 1
  for (const [index, { email }] of [...vault.people.entries()].slice(from, from + (ask?.first ?? 0))) {
    const by = email === '' ? [] : [{ kind: 'email', value: email } as const]
    yield { of: 0, locator: email, by, cursor: String(index) }
  }
}
const criteria = [
  { id: 'old', label: 'Old footprints.', system: 'vault', holding: 'footprints', olderThan: 'P1M' },
] as const

async function start(people: number, change: Partial<AnyConnector> = {}): Promise<void> {
  vault = createVault({ counted: true }, { due, ...change })
  for (let number = 0; number < people; number += 1) {
    vault.people.push({ email: address(number), footprints: 1, notes: [{ ref: '1', text: 'a note' }] })
  }
  work = await startWork({ vault: vault.connector }, { criteria })
}

async function erased(input: EraseMany) {
  const result = await work.engine.requests.eraseMany(input)
  if (!result.ok) throw new Error(`refused: ${result.errors.map(({ code }) => code).join(', ')}`)
  return result
}
const ended = async (id: string): Promise<number> =>
  (await work.engine.requests.batch(id))?.byStatus.verified ?? 0

describe('a list', () => {
  test('becomes a request per person, of which each ends by itself', async () => {
    await start(3)
    const { batch } = await erased({ ...asked, subjects: subjects(3) })
    expect(batch).toMatchObject({ total: 3, criterion: null, failures: [] })
    await expect.poll(() => ended(batch.id), { timeout: 30_000 }).toBe(3)
    expect(vault.people.map(({ notes, footprints }) => [notes.length, footprints])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    const { items, total } = await work.engine.requests.list({ first: 2, batch: batch.id })
    expect([items.length, total]).toEqual([2, 3])
    expect(items.every((one) => one.batch === batch.id)).toBe(true)
  })

  test('of which some cannot be looked for: each is said by its place, and the others go on', async () => {
    await start(0)
    const given = [
      ...subjects(2),
      subject('no address'),
      { identifiers: [] },
      subject(' P1@Example.nl '),
      ...subjects(1),
    ]
    const { batch, ...result } = await erased({ ...asked, subjects: [...given, subject(address(7))] })
    expect(codesOf({ ...result, batch })).toEqual([
      ['INVALID_IDENTIFIER', 'subjects', 2, 0],
      ['NO_IDENTIFIER', 'subjects', 3],
      ['DUPLICATE_SUBJECT', 'subjects', 4],
      ['DUPLICATE_SUBJECT', 'subjects', 5],
    ])
    expect([batch.total, await count('rechtop.request')]).toEqual([3, 3])
  })

  test('of which nobody can be looked for leaves nothing behind', async () => {
    await start(0)
    const result = await work.engine.requests.eraseMany({ ...asked, subjects: [subject('x'), subject('')] })
    expect(result.ok).toBe(false)
    expect([await count('rechtop.batch'), await count('rechtop.request')]).toEqual([0, 0])
  })

  test('of thousands is there at once, each with its look', async () => {
    await start(0)
    const { batch } = await erased({ ...asked, subjects: subjects(2500) })
    expect(batch.total).toBe(2500)
    expect(await count('rechtop.request')).toBe(2500)
    const [jobs] = await work.rows(
      `select count(distinct singleton_key)::int as looks from rechtop_queue.job join rechtop.request on request.id::text = singleton_key`,
    )
    expect(jobs?.['looks']).toBe(2500)
  })

  test('says nobody in the row of the batch', async () => {
    await start(0)
    await erased({ ...asked, subjects: subjects(2) })
    expect(JSON.stringify(await work.rows('select * from rechtop.batch'))).not.toMatch(/example\.nl|today/)
  })
})

describe('an idempotency key', () => {
  test('gives the same batch again, with the same errors, and another input is refused', async () => {
    await start(0)
    const list = [...subjects(3), subject('x')]
    const first = await erased({ ...asked, subjects: list })
    const again = await erased({ ...asked, subjects: list })
    expect(again.batch.id).toBe(first.batch.id)
    expect(again.errors).toEqual(first.errors)
    for (const other of [
      { subjects: subjects(2) },
      { subjects: list, urgent: true },
      { criterion: 'old', first: 3 },
    ]) {
      const result = await work.engine.requests.eraseMany({ ...asked, ...other })
      expect(codesOf(result)).toEqual([['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey']])
    }
    expect([await count('rechtop.batch'), await count('rechtop.request')]).toEqual([1, 3])
  })

  test('is one’s own, and is remembered for as long as the policy says', async () => {
    await start(0)
    const input = { ...asked, subjects: subjects(2) }
    const first = await erased(input)
    const others = await erased({ ...input, actor: 'another program', subjects: subjects(3) })
    expect(others.batch.total).toBe(3)
    work.clock.ahead = 29 * 86_400_000
    expect((await erased(input)).batch.id).toBe(first.batch.id)
    work.clock.ahead = 31 * 86_400_000
    const later = await erased({ ...asked, subjects: subjects(1) })
    expect(later.batch).toMatchObject({ total: 1 })
    expect((await erased({ ...asked, subjects: subjects(1) })).batch.id).toBe(later.batch.id)
    // what is over is not even kept as a hash
    await work.restart()
    const over = 'select id from rechtop.batch where idempotency_key = id::text order by id'
    await expect
      .poll(async () => (await work.rows(over)).map(({ id }) => id), { timeout: 20_000 })
      .toEqual([first.batch.id, others.batch.id].toSorted())
  })

  test('of before keys were each actor’s own still holds', async () => {
    await start(0)
    const input = { ...asked, subjects: subjects(2) }
    const first = await erased(input)
    const { hash } = createSeal('a secret of more than thirty-two bytes, for tests')
    const stored = hash('idempotency key of a batch', asked.idempotencyKey)
    await work.rows('update rechtop.batch set idempotency_key = $1', stored)
    expect((await erased(input)).batch.id).toBe(first.batch.id)
    expect((await erased({ ...input, actor: 'another program' })).batch.id).not.toBe(first.batch.id)
  })

  test('of two at once gives one batch', async () => {
    await start(0)
    const both = await Promise.all([1, 2].map(() => erased({ ...asked, subjects: subjects(20) })))
    expect(both[0]?.batch.id).toBe(both[1]?.batch.id)
    expect([await count('rechtop.batch'), await count('rechtop.request')]).toEqual([1, 20])
  })
})

describe('a criterion', () => {
  test('names the first so many, passes over those who are being erased, and ends with a smaller batch', async () => {
    // nobody ends, so that all that were asked for stay open
    await start(5, { find: () => new Promise(() => {}) })
    const totals: number[] = []
    for (const idempotencyKey of ['1', '2', '3']) {
      totals.push((await erased({ ...asked, idempotencyKey, criterion: 'old', first: 2 })).batch.total)
    }
    expect(totals).toEqual([2, 2, 1])
    expect(await count('rechtop.request')).toBe(5)
    const again = await erased({ ...asked, idempotencyKey: '1', criterion: 'old', first: 2 })
    expect([again.batch.total, again.batch.criterion]).toEqual([2, 'old'])
    expect(await count('rechtop.request')).toBe(5)
  })

  test('asks for what is older than its term, counted in days of the policy', async () => {
    await start(1)
    asks.length = 0
    work.clock.ahead = Date.parse('2029-03-31T12:00:00Z') - Date.now()
    await work.engine.due('old', { first: 10 })
    // a month before the last day of March is the last of February, which in Amsterdam begins an hour before UTC's
    expect(asks).toEqual([{ holding: 'footprints', before: '2029-02-27T23:00:00.000Z', first: 11 }])
  })

  test('says how many have nothing that names them', async () => {
    await start(1)
    vault.people.push({ email: '', footprints: 1, notes: [] })
    const { batch, errors } = await erased({ ...asked, criterion: 'old', first: 10 })
    expect([batch.total, errors.map(({ code }) => code)]).toEqual([1, ['NO_IDENTIFIER']])
    expect(errors[0]?.message).toMatch(/^1 who are due/)
  })

  test('that nobody has written, or whose system is down, is refused', async () => {
    await start(1, {
      due: () => {
        throw new FailureError(transient)
      },
    })
    const ask = (criterion: string) => work.engine.requests.eraseMany({ ...asked, criterion, first: 1 })
    expect(codesOf(await ask('other'))).toEqual([['NOT_FOUND', 'criterion']])
    expect(codesOf(await ask('old'))).toEqual([['UNREACHABLE', 'criterion']])
    expect(await count('rechtop.batch')).toBe(0)
  })

  test('that names somebody no more when their turn comes leaves them as they are', async () => {
    await start(2)
    vault.people.push({ email: 'kept@example.nl', footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
    const { batch } = await erased({ ...asked, criterion: 'old', first: 10 })
    const state = async () => (await work.engine.requests.batch(batch.id))?.byStatus
    await expect.poll(state, { timeout: 30_000 }).toEqual({ verified: 2, cancelled: 1 })
    expect(vault.people.map(({ notes }) => notes.length)).toEqual([0, 0, 1])
    const [kept] = (await work.engine.requests.list({ first: 1, status: ['cancelled'] })).items
    expect(kept?.findings.map(({ code }) => code)).toEqual(['NOT_DUE'])
    const stored = await work.rows(
      'select subject_sealed from rechtop.request where status = $1',
      'cancelled',
    )
    expect(stored).toEqual([{ subject_sealed: null }])
  })

  test('is asked again later where its system cannot say whether it names somebody still', async () => {
    let down = true
    await start(1, {
      count: async (locators, asks) => {
        if (down) throw new FailureError(transient)
        return locators.map(() => asks.map(() => 1))
      },
    })
    const { batch } = await erased({ ...asked, criterion: 'old', first: 10 })
    const state = async () => (await work.engine.requests.batch(batch.id))?.byStatus
    await expect.poll(state, { timeout: 30_000 }).toEqual({ waiting: 1 })
    expect(vault.erased).toEqual([])
    down = false
    await expect.poll(() => vault.erased.length, { timeout: 30_000 }).toBeGreaterThan(0)
  })

  test('gives pages, whose cursors are sealed', async () => {
    await start(3)
    const first = await work.engine.due('old', { first: 2 })
    expect(first?.items.map(({ identifiers }) => identifiers[0]?.value)).toEqual([address(0), address(1)])
    const after = first?.nextCursor ?? ''
    expect(after.length).toBeGreaterThan(20)
    const second = await work.engine.due('old', { first: 2, after })
    expect(second).toMatchObject({ items: [{ identifiers: [{ value: address(2) }] }], nextCursor: null })
    expect(await work.engine.due('old', { first: 2, after: '1' })).toMatchObject({
      items: [],
      failure: { code: 'permanent' },
    })
    expect(await work.engine.due('other', { first: 2 })).toBeNull()
  })
})

test('why people of a batch wait for a person is counted', async () => {
  await start(2, {
    erase: async (orders) => orders.map(({ lines }) => lines.map(() => ({ status: 'done', count: 1 }))),
  })
  const { batch } = await erased({ ...asked, subjects: subjects(2) })
  const state = async () => work.engine.requests.batch(batch.id)
  await expect.poll(async () => (await state())?.byStatus['needs-attention'], { timeout: 30_000 }).toBe(2)
  expect((await state())?.failures).toContainEqual({ code: 'STILL_THERE', system: 'vault', requests: 2 })
})

test('a request for one person ends while thousands wait that were asked for before', async () => {
  await start(1)
  vault.people.push({ email: 'one@example.nl', footprints: 1, notes: [{ ref: '1', text: 'a note' }] })
  const { batch } = await erased({ ...asked, subjects: subjects(3000) })
  const one = await work.engine.requests.erase({
    ...subject('one@example.nl'),
    urgent: true,
    actor: 'person',
  })
  expect((await work.settled(one)).status).toBe('verified')
  expect(await ended(batch.id)).toBeLessThan(300)
  // each look at it came before all others, whoever asked for it
  const looks = await work.rows(
    `select distinct job.priority from rechtop_queue.job
     left join rechtop.run on run.id::text = singleton_key
     join rechtop.request on request.id::text = singleton_key or request.id = run.request_id
     where request.batch_id is null order by 1`,
  )
  // one more for what was begun
  expect(looks).toEqual([{ priority: 20 }, { priority: 21 }])
})
