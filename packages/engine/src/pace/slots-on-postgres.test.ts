import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { openWorkers, type Workers } from '../../test/workers.ts'

let workers: Workers
beforeAll(async () => {
  workers = await openWorkers()
})
afterAll(() => workers.stop())

/** A system with these people that tells how many calls to erase it had under way at most. */
function counted(people: readonly string[], together?: number) {
  const vault = createVault({}, together === undefined ? {} : { together })
  for (const email of people) {
    vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'a note' }] })
  }
  let [underWay, most] = [0, 0]
  const erase: AnyConnector['erase'] = async (orders, context) => {
    underWay += 1
    most = Math.max(most, underWay)
    await wait(80)
    underWay -= 1
    return vault.connector.erase(orders, context)
  }
  const connector: AnyConnector = { ...vault.connector, erase }
  return { connector, most: () => most }
}

test('three workers together never have more runs of a system under way than it may have, and all end', async () => {
  const people = Array.from({ length: 40 }, (_, nth) => `person${nth}@example.nl`)
  const narrow = counted(people)
  const wide = counted(people)
  const systems = [
    { id: 'narrow', connector: narrow.connector, config: {}, concurrency: 2 },
    { id: 'wide', connector: wide.connector, config: {}, concurrency: 100 },
  ]
  const start = () => workers.start(systems, { role: 'worker', concurrency: 6 })
  const [engine] = await Promise.all([start(), start(), start()])
  await Promise.all(
    people.map((value) =>
      engine.requests.erase({
        identifiers: [{ kind: 'email', value }],
        idempotencyKey: value,
        actor: 'test',
      }),
    ),
  )
  const verified = `select count(*)::int as n from rechtop.request where status = 'verified'`
  await expect.poll(() => workers.rows(verified), { timeout: 120_000, interval: 200 }).toEqual([{ n: 40 }])
  expect(narrow.most()).toBe(2)
  // what one system may not do keeps no worker from another
  expect(wide.most()).toBeGreaterThan(2)
  const left =
    'select (select count(*) from rechtop.slot)::int as held, (select count(*) from rechtop.slot_wait)::int as wait'
  await expect.poll(() => workers.rows(left)).toEqual([{ held: 0, wait: 0 }])
})

test('the chunks of a batch count too, however many workers share it', async () => {
  const people = Array.from({ length: 60 }, (_, nth) => `together${nth}@example.nl`)
  const one = counted(people, 5)
  const systems = [{ id: 'vault', connector: one.connector, config: {}, concurrency: 1 }]
  const start = () => workers.start(systems, { role: 'worker' })
  const [engine] = await Promise.all([start(), start(), start()])
  const subjects = people.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  await engine.requests.eraseMany({ subjects, idempotencyKey: 'batch', actor: 'test' })
  const verified = `select count(*)::int as n from rechtop.request where batch_id is not null and status = 'verified'`
  await expect.poll(() => workers.rows(verified), { timeout: 120_000, interval: 200 }).toEqual([{ n: 60 }])
  expect(one.most()).toBe(1)
})
