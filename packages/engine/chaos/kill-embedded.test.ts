import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@rechtop/connector/fake'
import { expect, test } from 'vitest'
import type { End, Told } from './embedded-worker.ts'
import { openRegistry } from './registry.ts'

const worker = fileURLToPath(new URL('./embedded-worker.ts', import.meta.url))
/** `RECHTOP_CHAOS=full` asks for a hundred. */
const kills = process.env['RECHTOP_CHAOS'] === 'full' ? 100 : 6
/** More than are asked for between two kills. */
const peoplePerLife = 16
/** The share that is killed while it starts: while it mends what the last kill left. */
const youngDeaths = 0.25

const title =
  'however often the embedded engine is killed, nothing that it acknowledged is lost or done twice'
test(title, { timeout: 1_800_000 }, async ({ annotate }) => {
  const started = performance.now()
  const people = Array.from({ length: (kills + 1) * peoplePerLife }, (_, nth) => `person${nth}@chaos.example`)
  const registry = await openRegistry({ people, deskKnows: 1, faults: 0, seed: 1 })
  const folder = await mkdtemp(join(tmpdir(), 'rechtop-embedded-'))
  const random = createRandom(5)
  const taken = new Set<string>()
  let end: End = { verified: [], total: 0, retried: 0 }
  let next = 0
  const start = (): ChildProcess => {
    const child = fork(worker, [join(folder, 'rechtop'), registry.origin, String(next)])
    child.on('message', (told: Told) => {
      if (told.taken !== undefined) taken.add(told.taken)
      if (told.nth !== undefined) next = Math.max(next, told.nth + 1)
      end = told.end ?? end
    })
    return child
  }
  const working = (child: ChildProcess): Promise<unknown> =>
    Promise.race([once(child, 'message'), once(child, 'exit')])
  const kill = async (child: ChildProcess): Promise<void> => {
    // not one that died by itself
    expect(child.exitCode ?? child.signalCode).toBeNull()
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    expect(await exited).toEqual([null, 'SIGKILL'])
  }
  for (let killed = 0; killed < kills; killed++) {
    const child = start()
    if (random() < youngDeaths) await wait(random() * 1500)
    else {
      await working(child)
      await wait(20 + random() * 1200)
    }
    await kill(child)
  }
  expect(taken.size).toBeGreaterThan(0)
  const last = start()
  await working(last)
  last.send('no more')
  const isOver = (): boolean => end.total > 0 && end.verified.length === end.total
  for (let looks = 0; looks < 1500 && !isOver(); looks++) await wait(200)
  await kill(last)
  const lost = [...taken].filter((id) => !end.verified.includes(id))
  const refs = registry.gone.map(({ ref }) => ref)
  const seconds = Math.round((performance.now() - started) / 1000)
  await annotate(
    `${kills} kills, ${taken.size} acknowledged, ${lost.length} lost, ${end.retried} retried by a person, ${refs.length} records erased, ${seconds} seconds`,
  )
  expect(lost).toEqual([])
  // two records in each of three systems, of those who were asked for and of nobody else
  expect(refs).toHaveLength(end.total * 6)
  expect(new Set(refs).size).toBe(refs.length)
  await registry.close()
  await rm(folder, { recursive: true, force: true })
})
