import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { email, startWork, type Work } from '../../test/work.ts'
import type { Request, RequestResult } from './request.ts'

const customerNumber = 'C-1'
const byEmail: Identifier = { kind: 'email', value: email }
const byNumber: Identifier = { kind: 'customerNumber', value: customerNumber }

let shop: Vault
let desk: Vault
let work: Work
afterEach(() => work.stop())

type Change = (connector: AnyConnector) => Partial<AnyConnector>

/** The shop knows its people by both; the desk only by their number. */
async function start(approval: 'nobody' | 'one-person', change: Change = () => ({})): Promise<void> {
  shop = createVault({ by: ['email', 'customerNumber'] }, { together: 250 })
  desk = createVault({ by: ['customerNumber'] }, { together: 250 })
  for (const [vault, ref] of [
    [shop, 'shop-1'],
    [desk, 'desk-1'],
  ] as const) {
    vault.people.push({ email, customerNumber, footprints: 0, notes: [{ ref, text: 'a note' }] })
  }
  work = await startWork(
    { shop: { ...shop.connector, ...change(shop.connector) }, desk: desk.connector },
    { policy: { controller: { name: 'X', contact: 'x@x.example' }, approval: { erasure: approval } } },
  )
}

const erase = (...identifiers: Identifier[]): Promise<RequestResult> =>
  work.engine.requests.erase({ identifiers, actor: 'test' })
const idle = async (): Promise<void> => {
  const ready = `select 1 from rechtop_queue.job
    where state in ('active', 'retry') or (state = 'created' and start_after <= now())`
  while ((await work.rows(ready)).length > 0) await wait(50)
}
const approve = async ({ id }: Request): Promise<RequestResult> => {
  const digest = (await work.engine.requests.plan(id))?.digest ?? ''
  return work.engine.requests.approve({ id, digest, actor: 'officer' })
}
const stored = (id: string): Promise<Record<string, unknown>[]> =>
  work.rows(
    `select status, reason, duplicate_of, subject_sealed is null as nobody, plan_sealed is null as no_plan
     from rechtop.request where id = $1`,
    id,
  )
const ledger = (): Promise<Record<string, unknown>[]> =>
  work.rows('select system, action, count from rechtop.ledger order by system')
const held = (): Promise<Record<string, unknown>[]> =>
  work.rows('select request_id from rechtop.request_match')
const isBehind = ({ reason }: Request): boolean => reason === 'another-request'

describe('a second request by the same identifiers', () => {
  test('is refused while the first is open, and the answer has the first', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail, byNumber))
    const second = await erase(byNumber, byEmail)
    expect(second).toMatchObject({
      ok: false,
      errors: [{ code: 'DUPLICATE_REQUEST', path: ['subject'] }],
      request: { id: first.id, status: 'awaiting-approval' },
    })
    expect(await work.rows('select id from rechtop.request')).toEqual([{ id: first.id }])
  })

  test('is taken in by another right, for somebody else, after the first has ended, or when it is said', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail))
    expect(await work.engine.requests.access({ identifiers: [byEmail], actor: 'test' })).toMatchObject({
      ok: true,
    })
    expect(await erase({ kind: 'email', value: 'jan@example.nl' })).toMatchObject({ ok: true })
    const evenIfOpen = { identifiers: [byEmail], actor: 'test', evenIfOpen: true }
    const insisted = await work.settled(await work.engine.requests.erase(evenIfOpen))
    expect(insisted).toMatchObject({ status: 'joined', duplicateOf: first.id })
    await work.engine.requests.cancel({ id: first.id, actor: 'test' })
    expect(await erase(byEmail)).toMatchObject({ ok: true })
  })

  test('under the key of the first is the first, and no error', async () => {
    await start('one-person')
    const input = { identifiers: [byEmail], actor: 'test', idempotencyKey: 'k' }
    const first = await work.settled(await work.engine.requests.erase(input))
    expect(await work.engine.requests.erase(input)).toMatchObject({ ok: true, request: { id: first.id } })
  })
})

describe('a request by another identifier of the same person', () => {
  test('that adds nothing ends as joined, and what points at the person is emptied', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail, byNumber))
    const second = await work.settled(await erase(byEmail))
    expect(second).toMatchObject({ status: 'joined', duplicateOf: first.id, availableActions: [] })
    expect(await stored(second.id)).toEqual([
      { status: 'joined', reason: null, duplicate_of: first.id, nobody: true, no_plan: true },
    ])
    expect(JSON.stringify(await work.engine.requests.systems(second.id))).not.toContain(email)
    const kinds = (await work.engine.requests.events(second.id)).map(({ kind }) => kind)
    expect(kinds).toEqual(['joined'])
    expect(await work.settled(await approve(first))).toMatchObject({ status: 'verified' })
    expect(await ledger()).toEqual([
      { system: 'desk', action: 'erased', count: 1 },
      { system: 'shop', action: 'erased', count: 1 },
    ])
  })

  test('that knows of more waits behind it, does the rest when it ends, and what was done is counted once', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail))
    const second = await work.settled(await erase(byNumber), isBehind)
    expect(second).toMatchObject({ status: 'waiting', duplicateOf: first.id })
    expect(new Set((await held()).map(({ request_id: id }) => id))).toEqual(new Set([first.id]))
    expect(await work.settled(await approve(first))).toMatchObject({ status: 'verified' })
    const planned = await work.settled({ ok: true, request: second })
    expect(planned).toMatchObject({ status: 'awaiting-approval', duplicateOf: null })
    expect(desk.people[0]?.notes).toHaveLength(1)
    expect(await work.settled(await approve(planned))).toMatchObject({ status: 'verified' })
    expect(await ledger()).toEqual([
      { system: 'desk', action: 'erased', count: 1 },
      { system: 'shop', action: 'erased', count: 1 },
    ])
    expect(await held()).toEqual([])
  })

  test('goes on when the first is cancelled, and when it is told that a match is not the first one’s', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail))
    const second = await work.settled(await erase(byNumber), isBehind)
    const [shopMatch] = (await work.engine.requests.systems(first.id)).flatMap(({ matches }) => matches)
    await work.engine.requests.decideMatch({
      id: first.id,
      match: shopMatch?.id ?? '',
      isSubject: false,
      actor: 'officer',
    })
    const planned = await work.settled({ ok: true, request: second })
    expect(planned.status).toBe('awaiting-approval')
    const third = await work.settled(
      await work.engine.requests.erase({ identifiers: [byEmail], actor: 'x', evenIfOpen: true }),
    )
    expect(third).toMatchObject({ status: 'joined', duplicateOf: second.id })
    const cancelled = await work.engine.requests.cancel({ id: second.id, actor: 'officer' })
    expect(cancelled.request?.findings).toMatchObject([
      { code: 'JOINED', count: 1, message: expect.stringContaining(third.id) },
    ])
    expect(await held()).toEqual([])
  })

  test('that had joined the first for a match that is not the first one’s is told of when that ends', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail, byNumber))
    const second = await work.settled(await erase(byEmail))
    const third = await work.settled(await erase(byNumber))
    expect([second.duplicateOf, third.duplicateOf]).toEqual([first.id, first.id])
    const inDesk = (await work.engine.requests.systems(first.id)).find(({ system }) => system === 'desk')
    const match = inDesk?.matches[0]?.id ?? ''
    const said = { id: first.id, match, isSubject: false, actor: 'officer' }
    const planned = await work.settled(await work.engine.requests.decideMatch(said))
    const ended = await work.settled(await approve(planned))
    expect(ended).toMatchObject({ status: 'verified', findings: [{ code: 'JOINED', count: 1 }] })
    expect(ended.findings[0]?.message).toMatch(new RegExp(`: ${third.id}$`))
    expect(desk.people[0]?.notes).toHaveLength(1)
  })

  test('is shown to a person near its last day, and goes on all the same when the first ends', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail))
    const receivedAt = new Date(Date.now() - 26 * 86_400_000)
    const late = await work.engine.requests.erase({ identifiers: [byNumber], actor: 'test', receivedAt })
    const second = await work.settled(late, isBehind)
    expect(second).toMatchObject({ status: 'needs-attention', duplicateOf: first.id })
    work.clock.ahead = 400_000
    await work.restart()
    await idle()
    expect(await stored(second.id)).toMatchObject([{ status: 'needs-attention', reason: 'another-request' }])
    await work.engine.requests.cancel({ id: first.id, actor: 'officer' })
    const ahead = ({ status }: Request): boolean => status === 'awaiting-approval'
    expect(await work.settled({ ok: true, request: second }, ahead)).toMatchObject({ duplicateOf: null })
  })

  test('that joined one which was carried out and then brought back is not said to be undone', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail, byNumber))
    await work.settled(await erase(byEmail))
    await work.rows(
      `insert into rechtop.request_event (request_id, number, at, kind, status)
       values ($1, 1000, now() + interval '1 minute', 'came-back', 'awaiting-approval')`,
      first.id,
    )
    const cancelled = await work.engine.requests.cancel({ id: first.id, actor: 'officer' })
    expect(cancelled).toMatchObject({ ok: true, request: { status: 'cancelled', findings: [] } })
  })

  test('looks again by the clock when nobody told it, and asks no system as long as it has to wait', async () => {
    let finds = 0
    await start('one-person', ({ find }) => ({
      find: (subjects, context) => {
        finds += 1
        return find(subjects, context)
      },
    }))
    const first = await work.settled(await erase(byEmail))
    const second = await work.settled(await erase(byNumber), isBehind)
    await idle()
    const before = finds
    work.clock.ahead = 400_000
    await work.restart()
    await idle()
    expect(finds).toBe(before)
    const events = (await work.engine.requests.events(second.id)).map(({ kind }) => kind)
    expect(events).toEqual(['behind-another'])
    // as if whoever ended it had died before it could tell
    await work.rows('delete from rechtop.request_match where request_id = $1', first.id)
    work.clock.ahead = 800_000
    await work.restart()
    expect(await work.settled({ ok: true, request: second })).toMatchObject({ status: 'awaiting-approval' })
  })

  test('stands in a batch of many and waits or joins as well, and the others of the batch do not', async () => {
    await start('one-person')
    const first = await work.settled(await erase(byEmail))
    const other: Identifier = { kind: 'email', value: 'jan@example.nl' }
    shop.people.push({ email: other.value, footprints: 0, notes: [{ ref: 'shop-2', text: 'a note' }] })
    const subjects = [[byNumber], [byEmail, { kind: 'phone', value: '+31612345678' } as const], [other]]
    const created = await work.engine.requests.eraseMany({
      subjects: subjects.map((identifiers) => ({ identifiers })),
      idempotencyKey: 'many',
      actor: 'test',
    })
    expect(created).toMatchObject({ ok: true, errors: [] })
    const many = (): Promise<Record<string, unknown>[]> =>
      work.rows(
        `select coalesce(reason, status) as at, duplicate_of from rechtop.request
         where batch_id is not null and status not in ('received', 'running') order by 1`,
      )
    while ((await many()).length < 3) await wait(50)
    expect(await many()).toEqual([
      { at: 'another-request', duplicate_of: first.id },
      { at: 'awaiting-approval', duplicate_of: null },
      { at: 'joined', duplicate_of: first.id },
    ])
  })

  test('joins an export too', async () => {
    const opened = Promise.withResolvers<void>()
    await start('nobody', ({ export: read }) => ({
      async *export(orders, context) {
        await opened.promise
        yield* read(orders, context)
      },
    }))
    const access = (...identifiers: Identifier[]): Promise<RequestResult> =>
      work.engine.requests.access({ identifiers, actor: 'test' })
    const first = await access(byEmail, byNumber)
    while ((await held()).length < 2) await wait(20)
    const second = await work.settled(await access(byEmail))
    expect(second).toMatchObject({ status: 'joined', duplicateOf: first.request?.id })
    opened.resolve()
    expect(await work.settled(first)).toMatchObject({ status: 'completed' })
    expect(await held()).toEqual([])
  })
})
