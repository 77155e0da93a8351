import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { AnyConnector } from '@rechtop/connector'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { openWorkers, sharedOptions, type Workers } from '../../test/workers.ts'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'

/** What the product promises, in milliseconds: a machine that dies costs a request no more. */
const deadline = 30_000
const emails = Array.from({ length: 6 }, (_, nth) => `person${nth}@example.nl`)

let workers: Workers
let api: Engine
let vault: Vault
beforeEach(async () => {
  workers = await openWorkers()
  vault = createVault({}, { together: 50 })
  for (const email of emails)
    vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'note' }] })
  api = await createEngine({ ...sharedOptions(workers.url, systemsOver(vault.connector)), role: 'api' })
})
afterEach(async () => {
  await api.stop()
  await workers.stop()
})

const systemsOver = (connector: AnyConnector) => [{ id: 'vault', connector, config: {}, concurrency: 1 }]
const eraseAll = async (people: readonly string[], idempotencyKey: string): Promise<void> => {
  const subjects = people.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  const taken = await api.requests.eraseMany({ subjects, idempotencyKey, actor: 'test' })
  expect(taken).toMatchObject({ ok: true })
}
const verified = (): Promise<Record<string, unknown>[]> =>
  workers.rows(`select count(*)::int as n from rechtop.request where status = 'verified'`)

/** Kills a worker that hangs in this call with everybody in its hands; afterwards nobody holds anything. */
async function loseWorker(hangsIn: 'find' | 'erase'): Promise<void> {
  const file = fileURLToPath(new URL('../../test/batch-worker.ts', import.meta.url))
  const child = fork(file, [workers.url, hangsIn, ...emails])
  await eraseAll([...emails, 'absent@example.nl'], 'batch')
  await once(child, 'message')
  child.kill('SIGKILL')
}

for (const hangsIn of ['find', 'erase'] as const) {
  test(`a chunk whose worker is killed in its ${hangsIn} is finished by another, which has its slots too`, async () => {
    await loseWorker(hangsIn)
    await workers.start(systemsOver(vault.connector), { role: 'worker' })
    await expect.poll(verified, { timeout: deadline, interval: 100 }).toEqual([{ n: emails.length + 1 }])
    expect(vault.people.flatMap(({ notes }) => notes)).toEqual([])
    // a worker that finds nobody left has looked with its slots in hand; those of the dead one are held for longer
    const held = (): Promise<Record<string, unknown>[]> =>
      workers.rows('select id as chunk from rechtop.chunk union all select chunk_id from rechtop.chunk_slot')
    await expect.poll(held, { timeout: 10_000, interval: 100 }).toEqual([])
  })
}

test('a worker that is busy with the rest of the batch notices that another one has died', async () => {
  const others = Array.from({ length: 200 }, (_, nth) => `other${nth}@example.nl`)
  for (const email of others)
    vault.people.push({ email, footprints: 0, notes: [{ ref: email, text: 'note' }] })
  await loseWorker('erase')
  let isOpen = false
  // each chunk of five takes a second, and there is no other worker for the job of the one that died
  const slow: AnyConnector = {
    ...vault.connector,
    together: 5,
    find: async (subjects, context) => {
      if (!isOpen) await new Promise((resolve) => setTimeout(resolve, 500))
      return vault.connector.find(subjects, context)
    },
  }
  await eraseAll(others, 'another batch')
  await workers.start(systemsOver(slow), { role: 'worker' })
  await expect
    .poll(() => vault.people.filter(({ email, notes }) => emails.includes(email) && notes.length > 0), {
      timeout: deadline,
      interval: 100,
    })
    .toEqual([])
  isOpen = true
})
