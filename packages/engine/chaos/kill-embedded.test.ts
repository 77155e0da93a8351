import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@rechtop/connector/fake'
import { expect, test } from 'vitest'
import { openRegistry } from './registry.ts'

const worker = fileURLToPath(new URL('./embedded-worker.ts', import.meta.url))
/** `RECHTOP_CHAOS=full` asks for a hundred. */
const kills = process.env['RECHTOP_CHAOS'] === 'full' ? 100 : 6

type Told = {
  readonly works?: true
  readonly taken?: string
  readonly nth?: number
  readonly ended?: readonly { readonly id: string; readonly status: string }[]
}

test('however often the embedded engine is killed, nothing that it acknowledged is lost', async () => {
  const people = Array.from({ length: 200 }, (_, nth) => `person${nth}@chaos.example`)
  const registry = await openRegistry({ people, faults: 0, seed: 1 })
  const folder = await mkdtemp(join(tmpdir(), 'rechtop-embedded-'))
  const random = createRandom(5)
  const taken = new Set<string>()
  const ended = new Map<string, string>()
  let next = 0
  const start = async (): Promise<ChildProcess> => {
    const child = fork(worker, [join(folder, 'rechtop'), registry.origin, String(next)])
    child.on('message', (told: Told) => {
      if (told.taken !== undefined) taken.add(told.taken)
      if (told.nth !== undefined) next = Math.max(next, told.nth + 1)
      for (const { id, status } of told.ended ?? []) ended.set(id, status)
    })
    await once(child, 'message')
    return child
  }
  const end = async (child: ChildProcess): Promise<void> => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  for (let killed = 0; killed < kills; killed++) {
    const child = await start()
    await wait(20 + random() * 500)
    await end(child)
  }
  expect(taken.size).toBeGreaterThan(0)
  const last = await start()
  last.send('no more')
  const isOver = (): boolean => [...taken].every((id) => ended.has(id))
  for (let looks = 0; looks < 600 && !isOver(); looks++) await wait(200)
  await end(last)
  expect([...taken].filter((id) => ended.get(id) !== 'verified')).toEqual([])
  await registry.close()
  await rm(folder, { recursive: true, force: true })
})
