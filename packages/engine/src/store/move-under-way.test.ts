import { FailureError, transient, type AnyConnector } from '@rechtop/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMoveRig, secret, type MoveRig } from '../../test/move-rig.ts'
import { createVault } from '../../test/vault.ts'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import type { RequestStatus } from '../request/request.ts'
import { defineSystem } from '../system/define-system.ts'
import type { DatabaseConfig } from './database.ts'
import { moveDatabase } from './move.ts'

let rig: MoveRig
beforeAll(async () => {
  rig = await openMoveRig()
})
afterAll(() => rig.stop())

const emailOf = (nth: number): string => `person${nth}@example.nl`
/** Whom the system erases some other day. */
const slow = new Set([8, 9, 10].map(emailOf))
let today = true

const vault = createVault()
for (let nth = 0; nth < 20; nth += 1) {
  const files = [{ id: `file ${nth}`, fileName: 'file.bin', contentType: null, bytes: null }]
  vault.people.push({
    email: emailOf(nth),
    footprints: 0,
    notes: [{ ref: `note ${nth}`, text: `of ${nth}`, files }],
  })
  vault.files.set(`file ${nth}`, async function* () {
    yield Buffer.alloc(1_100_000, `bytes of ${nth} `)
    if (nth === 15 && today) throw new FailureError(transient)
  })
}
const erase: AnyConnector['erase'] = async (orders, context) => {
  const now = orders.filter(({ locator }) => !today || !slow.has(String(locator)))
  const done = [...(await vault.connector.erase(now, context))]
  const checkAfter = new Date(Date.now() + 30_000)
  return orders.map(({ locator, lines }) =>
    today && slow.has(String(locator))
      ? lines.map(() => ({ status: 'pending', checkAfter }))
      : (done.shift() ?? []),
  )
}

function open(database: DatabaseConfig, ahead = 0): Promise<Engine> {
  return createEngine({
    systems: [defineSystem({ id: 'vault', connector: { ...vault.connector, erase }, config: {} })],
    policy: { controller: { name: 'X', contact: 'x@x.example' } },
    database,
    secret,
    now: () => new Date(Date.now() + ahead),
  })
}

async function ask(engine: Engine, right: 'erase' | 'access', nth: number): Promise<string> {
  const identifiers = [{ kind: 'email', value: emailOf(nth) } as const]
  const created = await engine.requests[right]({
    identifiers,
    idempotencyKey: `request ${nth}`,
    actor: 'test',
  })
  if (!created.ok) throw new Error('refused')
  return created.request.id
}

async function until(engine: Engine, id: string, status: RequestStatus): Promise<void> {
  for await (const request of engine.requests.watch(id, AbortSignal.timeout(120_000))) {
    if (request.status === status) return
  }
  throw new Error(`it did not come to ${status}`)
}

async function approve(engine: Engine, id: string): Promise<void> {
  await until(engine, id, 'awaiting-approval')
  const { digest } = (await engine.requests.plan(id)) ?? { digest: '' }
  expect(await engine.requests.approve({ id, digest, actor: 'officer' })).toMatchObject({ ok: true })
}

async function exported(engine: Engine, id: string): Promise<{ document: string; file: Buffer }> {
  const document = await Array.fromAsync((await engine.requests.download(id)) ?? [])
  const file = await Array.fromAsync((await engine.requests.downloadFile(id, 1))?.pieces ?? [])
  return { document: document.join(''), file: Buffer.concat(file) }
}

test('requests in every state go on where they were, and all come to their end', async () => {
  const [directory, url] = [await rig.folder(), await rig.database()]
  const first = await open({ directory })
  await first.start()
  const ids: string[] = []
  for (let nth = 0; nth < 16; nth += 1)
    ids.push(await ask(first, nth < 4 || nth === 15 ? 'access' : 'erase', nth))
  const [accessed, erased, pending, planned] = [
    ids.slice(0, 4),
    ids.slice(4, 8),
    ids.slice(8, 11),
    ids.slice(11, 14),
  ]
  const [cancelled = '', unread = ''] = ids.slice(14)
  await Promise.all([...erased, ...pending].map((id) => approve(first, id)))
  await Promise.all([
    ...accessed.map((id) => until(first, id, 'completed')),
    ...erased.map((id) => until(first, id, 'verified')),
    ...[...pending, unread].map((id) => until(first, id, 'waiting')),
    ...[...planned, cancelled].map((id) => until(first, id, 'awaiting-approval')),
  ])
  await first.requests.cancel({ id: cancelled, actor: 'officer' })
  const before = await Promise.all(accessed.map((id) => exported(first, id)))
  await first.stop()
  // one that takes requests in, and does not work
  const second = await open({ directory })
  const late: string[] = []
  for (let nth = 16; nth < 20; nth += 1) late.push(await ask(second, 'erase', nth))
  await second.stop()
  const counted = `select status, count(*)::int as count from rechtop.request group by status order by status`
  expect(await rig.inFolder(directory, counted)).toEqual([
    { status: 'awaiting-approval', count: 3 },
    { status: 'cancelled', count: 1 },
    { status: 'completed', count: 4 },
    { status: 'received', count: 4 },
    { status: 'verified', count: 4 },
    { status: 'waiting', count: 4 },
  ])

  expect(await moveDatabase({ directory, url, secret })).toMatchObject({ carried: true, secret: 'opens' })
  await expect(open({ directory })).rejects.toThrow('was moved to PostgreSQL')

  today = false
  const third = await open({ url }, 3_600_000)
  await third.start()
  await Promise.all([...planned, ...late].map((id) => approve(third, id)))
  await Promise.all([
    ...[...erased, ...pending, ...planned, ...late].map((id) => until(third, id, 'verified')),
    until(third, unread, 'completed'),
  ])
  expect(await Promise.all(accessed.map((id) => exported(third, id)))).toEqual(before)
  expect(before[1]?.file.equals(Buffer.alloc(1_100_000, 'bytes of 1 '))).toBe(true)
  expect((await exported(third, unread)).file).toHaveLength(1_100_000)
  // what was asked before is known as the same request
  expect(await ask(third, 'erase', 4)).toBe(ids[4])
  await third.stop()
  expect(await rig.inDatabase(url, counted)).toEqual([
    { status: 'cancelled', count: 1 },
    { status: 'completed', count: 5 },
    { status: 'verified', count: 14 },
  ])
  const left = vault.people.filter(({ notes }) => notes.length > 0).map(({ email }) => email)
  expect(left).toEqual([0, 1, 2, 3, 14, 15].map(emailOf))
  expect(vault.erased).toHaveLength(14)
})
