import { setTimeout as wait } from 'node:timers/promises'
import type { AnyConnector } from '@rechtop/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storedLines } from '../../test/stored-lines.ts'
import { createVault } from '../../test/vault.ts'
import { openWorkers, type Workers } from '../../test/workers.ts'

let workers: Workers
beforeAll(async () => {
  workers = await openWorkers()
})
afterAll(() => workers.stop())

test('a worker that stood still between the work of a chunk and its last look writes nothing once another has', async () => {
  const vault = createVault({}, { together: 50 })
  const names = Array.from({ length: 8 }, (_, nth) => `frozen${nth}@example.nl`)
  for (const email of names)
    vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'a note' }] })
  const [standsStill, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const clock = { ahead: 0 }
  const now = (): Date => new Date(Date.now() + clock.ahead)
  let [isDone, isFirst] = [false, true]
  const slow: AnyConnector = {
    ...vault.connector,
    erase: async (orders, context) => {
      const done = await vault.connector.erase(orders, context)
      isDone = true
      return done
    },
    find: async (subjects, context) => {
      if (isDone && isFirst) {
        isFirst = false
        standsStill.resolve()
        await goesOn.promise
      }
      return vault.connector.find(subjects, context)
    },
  }
  const systemOf = (connector: AnyConnector) => [{ id: 'vault', connector, config: {} }]
  const engine = await workers.start(systemOf(slow), { role: 'worker', now })
  const subjects = names.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  const taken = await engine.requests.eraseMany({ subjects, idempotencyKey: 'frozen', actor: 'test' })
  if (!taken.ok) throw new Error('refused')
  await standsStill.promise
  const written = (): Promise<Record<string, unknown>[]> =>
    workers.rows(`select request.version, request.status, run.version as run, line.status as line, ledger_page.number
      from ${storedLines} join rechtop.request on request.id = run.request_id
      left join rechtop.ledger_page on ledger_page.request_id = request.id
      where request.batch_id = '${taken.batch.id}' order by request.id, ledger_page.number`)
  expect((await written()).map(({ line }) => line)).toEqual(names.map(() => 'open'))
  clock.ahead = 180_000
  await workers.start(systemOf(vault.connector), { role: 'worker', now })
  await expect
    .poll(async () => (await written()).map(({ status }) => status), { timeout: 120_000, interval: 500 })
    .toEqual(names.map(() => 'verified'))
  const before = await written()
  expect(before.map(({ line }) => line)).toEqual(names.map(() => 'done'))
  goesOn.resolve()
  await wait(3_000)
  expect(await written()).toEqual(before)
})
