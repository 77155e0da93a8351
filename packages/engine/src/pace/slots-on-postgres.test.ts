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

test('three workers together never have more runs of a system under way than it may have, and all end', async () => {
  const people = Array.from({ length: 40 }, (_, nth) => `person${nth}@example.nl`)
  const most: Record<string, number> = { narrow: 0, wide: 0 }
  const underWay: Record<string, number> = { narrow: 0, wide: 0 }
  const counted = (id: string): AnyConnector => {
    const vault = createVault()
    for (const email of people) {
      vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'a note' }] })
    }
    const { connector } = vault
    const erase: AnyConnector['erase'] = async (orders, context) => {
      const now = (underWay[id] = (underWay[id] ?? 0) + 1)
      most[id] = Math.max(most[id] ?? 0, now)
      await wait(80)
      underWay[id] = (underWay[id] ?? 0) - 1
      return connector.erase(orders, context)
    }
    return { ...connector, erase }
  }
  const systems = [
    { id: 'narrow', connector: counted('narrow'), config: {}, concurrency: 2 },
    { id: 'wide', connector: counted('wide'), config: {}, concurrency: 100 },
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
  expect(most['narrow']).toBe(2)
  // what one system may not do keeps no worker from another
  expect(most['wide']).toBeGreaterThan(2)
  const left =
    'select (select count(*) from rechtop.slot)::int as held, (select count(*) from rechtop.slot_wait)::int as wait'
  await expect.poll(() => workers.rows(left)).toEqual([{ held: 0, wait: 0 }])
})
