import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '../test/vault.ts'
import { openWorkers, type Workers } from '../test/workers.ts'
import { storedLines } from '../test/stored-lines.ts'

let workers: Workers
beforeAll(async () => {
  workers = await openWorkers()
})
afterAll(() => workers.stop())

const people = Array.from({ length: 120 }, (_, nth) => `person${nth}@example.nl`)

test('two workers on one PostgreSQL carry out every request, each line and each record once', async () => {
  const vault = createVault()
  for (const email of people) {
    const notes = [1, 2].map((nth) => ({ ref: `${email} ${nth}`, text: `note ${nth}` }))
    vault.people.push({ email, footprints: 0, notes })
  }
  const removed: string[] = []
  const sent: { readonly key: string; readonly by: number }[] = []
  const connectorOf = (by: number): AnyConnector => ({
    ...vault.connector,
    erase: async (orders, context) => {
      sent.push(...orders.flatMap(({ lines }) => lines.map(({ key }) => ({ key, by }))))
      const before = vault.people.flatMap(({ notes }) => notes.map(({ ref }) => ref))
      const outcomes = await vault.connector.erase(orders, context)
      const after = new Set(vault.people.flatMap(({ notes }) => notes.map(({ ref }) => ref)))
      removed.push(...before.filter((ref) => !after.has(ref)))
      return outcomes
    },
  })
  const start = (by: number) =>
    workers.start([{ id: 'vault', connector: connectorOf(by), config: {} }], { role: 'worker' })
  const [engine] = await Promise.all([start(0), start(1)])
  for (const value of people) {
    const asked = { identifiers: [{ kind: 'email', value } as const], idempotencyKey: value, actor: 'test' }
    expect(await engine.requests.erase(asked)).toMatchObject({ ok: true })
  }
  const verified = `select count(*)::int as n from rechtop.request where status = 'verified'`
  await expect.poll(() => workers.rows(verified), { timeout: 240_000, interval: 500 }).toEqual([{ n: 120 }])

  const lines = await workers.rows(`select line.id, line.status, planned, done from ${storedLines}`)
  expect(lines.map(({ status, planned, done }) => [status, planned, done])).toEqual(
    lines.map(() => ['done', 2, 2]),
  )
  expect(sent.map(({ key }) => key).toSorted()).toEqual(lines.map(({ id }) => id).toSorted())
  expect(await workers.rows('select attempts, count(*)::int as n from rechtop.run group by 1')).toEqual([
    { attempts: 1, n: 120 },
  ])
  expect(removed.toSorted()).toEqual(people.flatMap((email) => [`${email} 1`, `${email} 2`]).toSorted())
  expect(vault.people.flatMap(({ notes }) => notes)).toEqual([])
  expect(new Set(sent.map(({ by }) => by))).toEqual(new Set([0, 1]))
})

test('two workers share what is left of a batch, and each person is carried out by one of them', async () => {
  const names = Array.from({ length: 60 }, (_, nth) => `member${nth}@example.nl`)
  const vault = createVault({}, { together: 5 })
  for (const email of names) vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'note' }] })
  const sent: { readonly person: unknown; readonly by: number }[] = []
  const connectorOf = (by: number): AnyConnector => ({
    ...vault.connector,
    erase: async (orders, context) => {
      sent.push(...orders.map(({ locator }) => ({ person: locator, by })))
      await wait(200)
      return vault.connector.erase(orders, context)
    },
  })
  const start = (by: number) =>
    workers.start([{ id: 'members', connector: connectorOf(by), config: {} }], { role: 'worker' })
  const [engine] = await Promise.all([start(0), start(1)])
  const subjects = names.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  const created = await engine.requests.eraseMany({ subjects, idempotencyKey: 'members', actor: 'test' })
  const id = created.ok ? created.batch.id : ''
  await expect
    .poll(async () => (await engine.requests.batch(id))?.byStatus, { timeout: 60_000, interval: 200 })
    .toEqual({ verified: 60 })
  expect(new Set(sent.map(({ by }) => by))).toEqual(new Set([0, 1]))
  expect(sent.map(({ person }) => person).toSorted()).toEqual(names.toSorted())
})
