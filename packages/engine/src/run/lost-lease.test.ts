import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from '../../test/vault.ts'
import { asked, email } from '../../test/work.ts'
import { openWorkers, sharedOptions, type Workers } from '../../test/workers.ts'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { storedLines } from '../../test/stored-lines.ts'

let workers: Workers
let api: Engine
let child: ChildProcess | undefined
const vault = createVault()
vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'note' }] })
const systems = [{ id: 'vault', connector: vault.connector, config: {} }]
beforeAll(async () => {
  workers = await openWorkers()
  api = await createEngine({ ...sharedOptions(workers.url, systems), role: 'api' })
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await api.stop()
  await workers.stop()
})

const written = (): Promise<Record<string, unknown>[]> =>
  workers.rows(`select run.version, run.status, line.status as line, line.done, line.why from ${storedLines}`)

test('a worker that stood still in its call, and goes on after another carried the run out, writes no outcome', async () => {
  child = fork(fileURLToPath(new URL('../../test/erase-worker.ts', import.meta.url)), [
    workers.url,
    'ends late',
  ])
  const created = await api.requests.erase(asked)
  const id = created.ok ? created.request.id : ''
  await once(child, 'message')
  child.kill('SIGSTOP')
  await workers.start(systems, { role: 'worker' })
  await expect
    .poll(async () => (await api.requests.get(id))?.status, { timeout: 60_000, interval: 100 })
    .toBe('verified')
  const before = await written()
  expect(before).toMatchObject([{ status: 'verified', line: 'done', done: 1, why: null }])
  child.kill('SIGCONT')
  await wait(4_000)
  expect(child.exitCode).toBeNull()
  expect(await written()).toEqual(before)
  expect((await api.requests.get(id))?.status).toBe('verified')
})
