import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { RequestStatus } from './request.ts'
import { storedLines } from '../../test/stored-lines.ts'

let vault: Vault
let work: Work
afterEach(() => work.stop())

async function start(change: (connector: AnyConnector) => Partial<AnyConnector>): Promise<void> {
  vault = createVault({ unread: true })
  vault.people.push({ email, footprints: 3, notes: [{ ref: '1', text: 'a note' }] })
  work = await startWork({ vault: { ...vault.connector, ...change(vault.connector) } })
}

/** A vendor that erases notes at once, and footprints some other day. */
const someOtherDay = { is: true }
const slow = ({ erase }: AnyConnector): Partial<AnyConnector> => ({
  erase: async (orders, context) => {
    if (!someOtherDay.is) return erase(orders, context)
    const now = orders.map((order) => ({
      ...order,
      lines: order.lines.filter(({ holding }) => holding === 'notes'),
    }))
    const done = await erase(now, context)
    return orders.map(({ lines }, at) =>
      lines.map(({ holding }) =>
        holding === 'notes'
          ? (done[at]?.[0] ?? ({ status: 'stale', refs: [] } as const))
          : { status: 'pending', checkAfter: new Date(Date.now() + 10 * 86_400_000) },
      ),
    )
  },
})

const begin = async (right: 'erase' | 'access', status: RequestStatus): Promise<string> => {
  someOtherDay.is = true
  const created = await work.engine.requests[right](asked)
  return (await work.settled(created, (request) => request.status === status)).id
}
const idle = async (): Promise<void> => {
  const ready = `select 1 from rechtop_queue.job
    where state in ('active', 'retry') or (state = 'created' and start_after <= now())`
  while ((await work.rows(ready)).length > 0) await wait(50)
}
const stored = async (): Promise<unknown> => ({
  request: await work.rows('select phase, status, next_attempt_at from rechtop.request'),
  runs: await work.rows('select round, status from rechtop.run order by round'),
  lines: await work.rows(
    `select holding, line.status, order_sealed is null as emptied from ${storedLines} order by holding`,
  ),
  ledger: await work.rows('select holding, action, count from rechtop.ledger order by holding'),
})

describe('while a vendor says for weeks that it will erase', () => {
  test('a request can be cancelled, and the ledger has what was done by then', async () => {
    await start(slow)
    const id = await begin('erase', 'waiting')
    expect(await work.engine.requests.get(id)).toMatchObject({
      availableActions: ['retry', 'skip', 'cancel'],
    })
    const cancelled = await work.engine.requests.cancel({ id, actor: 'test' })
    expect(cancelled).toMatchObject({
      ok: true,
      request: {
        status: 'cancelled',
        availableActions: [],
        findings: [{ code: 'FAILED', system: 'vault' }, { code: 'UNVERIFIABLE' }],
      },
    })
    await idle()
    expect(await stored()).toEqual({
      request: [{ phase: 'end', status: 'cancelled', next_attempt_at: null }],
      runs: [{ round: 1, status: 'failed' }],
      lines: [
        { holding: 'footprints', status: 'open', emptied: true },
        { holding: 'notes', status: 'done', emptied: true },
      ],
      ledger: [{ holding: 'notes', action: 'erased', count: 1 }],
    })
  })

  test('a request can be retried: only what is left is ordered anew, and the old order is given up', async () => {
    await start(slow)
    const id = await begin('erase', 'waiting')
    someOtherDay.is = false
    const retried = await work.engine.requests.retry({ id, actor: 'test' })
    expect(await work.settled(retried)).toMatchObject({ status: 'verified' })
    expect(vault.people).toEqual([{ email, footprints: 0, notes: [] }])
    expect(vault.erased.toSorted()).toEqual(['footprints', 'notes'])
    expect(await work.rows(`select round, holding, line.status from ${storedLines} order by 1, 2`)).toEqual([
      { round: 1, holding: 'footprints', status: 'open' },
      { round: 1, holding: 'notes', status: 'done' },
      { round: 2, holding: 'footprints', status: 'done' },
    ])
    expect(await work.rows('select holding, count from rechtop.ledger order by holding')).toEqual([
      { holding: 'footprints', count: 0 },
      { holding: 'notes', count: 1 },
    ])
  })
})

test('what a system at work still does when its request is cancelled is in the ledger once it has answered, and that is said', async () => {
  const opened = Promise.withResolvers<void>()
  await start(({ erase }) => ({
    erase: async (orders, context) => {
      await opened.promise
      return erase(orders, context)
    },
  }))
  const id = await begin('erase', 'running')
  const running = `select 1 from rechtop.run where status = 'running'`
  while ((await work.rows(running)).length === 0) await wait(20)
  expect(await work.engine.requests.get(id)).toMatchObject({ availableActions: ['cancel'] })
  // as if something stayed there, to be found by the address that is about to go
  await work.rows(`insert into rechtop.ledger_identifier (hash, system, match_id, locator_sealed, fingerprints, request_id)
    select 'hash', 'vault', match_id, 'sealed', '["f"]', request_id from rechtop.request_match`)
  await work.engine.requests.cancel({ id, actor: 'test' })
  const known = await work.rows(`select hash from rechtop.ledger_identifier where system = 'vault'`)
  expect(known).toContainEqual({ hash: 'hash' })
  expect(known).toHaveLength(2)
  opened.resolve()
  await idle()
  expect(vault.people).toEqual([{ email, footprints: 0, notes: [] }])
  expect(await stored()).toEqual({
    request: [{ phase: 'end', status: 'cancelled', next_attempt_at: null }],
    runs: [{ round: 1, status: 'failed' }],
    lines: [
      { holding: 'footprints', status: 'done', emptied: true },
      { holding: 'notes', status: 'done', emptied: true },
    ],
    ledger: [
      { holding: 'footprints', action: 'erased', count: 0 },
      { holding: 'notes', action: 'erased', count: 1 },
    ],
  })
  expect((await work.engine.requests.get(id))?.findings).toContainEqual(
    expect.objectContaining({ code: 'FAILED', system: 'vault' }),
  )
})

describe('a request that needs a person in the middle of its runs', () => {
  const stick = (): Promise<unknown> =>
    work.rows(
      `update rechtop.request set status = 'needs-attention', next_attempt_at = null, plan_sealed = 'broken'`,
    )

  test('can be retried, and is verified', async () => {
    await start(slow)
    const id = await begin('erase', 'waiting')
    await stick()
    expect(await work.engine.requests.get(id)).toMatchObject({
      availableActions: ['retry', 'skip', 'cancel'],
    })
    someOtherDay.is = false
    const retried = await work.engine.requests.retry({ id, actor: 'test' })
    expect(await work.settled(retried)).toMatchObject({ status: 'verified' })
  })
})

test('an access request can be cancelled while it is exported, and nothing of it stays', async () => {
  const opened = Promise.withResolvers<void>()
  await start(({ export: read }) => ({
    async *export(orders, context) {
      await opened.promise
      yield* read(orders, context)
    },
  }))
  const id = await begin('access', 'running')
  while ((await work.rows(`select 1 from rechtop.request where phase = 'export'`)).length === 0)
    await wait(20)
  expect(await work.engine.requests.get(id)).toMatchObject({ availableActions: ['cancel'] })
  expect(await work.engine.requests.cancel({ id, actor: 'test' })).toMatchObject({ ok: true })
  opened.resolve()
  await idle()
  expect(await work.rows('select phase, status from rechtop.request')).toEqual([
    { phase: 'end', status: 'cancelled' },
  ])
  expect(await work.rows('select 1 from rechtop.package_part')).toEqual([])
})
