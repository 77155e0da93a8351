import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '../test/vault.ts'
import { asked, email } from '../test/work.ts'
import { openWorkers, sharedOptions, type Workers } from '../test/workers.ts'
import { createEngine } from './create-engine.ts'

/** What the product promises, in milliseconds: a machine that dies costs a request no more. */
const deadline = 30_000

let workers: Workers
beforeAll(async () => {
  workers = await openWorkers()
})
afterAll(() => workers.stop())

test('a run whose worker is killed in the middle of a call is finished by another', async () => {
  const vault = createVault()
  vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'note' }] })
  const systems = [{ id: 'vault', connector: vault.connector, config: {}, concurrency: 1 }]
  const api = await createEngine({ ...sharedOptions(workers.url, systems), role: 'api' })
  const child = fork(fileURLToPath(new URL('../test/erase-worker.ts', import.meta.url)), [workers.url])
  const created = await api.requests.erase(asked)
  const id = created.ok ? created.request.id : ''
  await once(child, 'message')
  await workers.start(systems, { role: 'worker' })
  expect(vault.people[0]?.notes).toHaveLength(1)
  child.kill('SIGKILL')
  const killed = performance.now()
  await expect
    .poll(async () => (await api.requests.get(id))?.status, { timeout: deadline, interval: 50 })
    .toBe('verified')
  process.stdout.write(`finished ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill\n`)
  expect(vault.people[0]?.notes).toEqual([])
  expect(await workers.rows('select status, attempts from rechtop.run')).toEqual([
    { status: 'verified', attempts: 2 },
  ])
  await api.stop()
})
