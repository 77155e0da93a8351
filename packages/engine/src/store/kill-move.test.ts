import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMoveRig, plant, type MoveRig, type Rows } from '../../test/move-rig.ts'
import { openDatabase } from './database.ts'
import { moveDatabase } from './move.ts'

const mover = fileURLToPath(new URL('../../test/mover.ts', import.meta.url))

let rig: MoveRig
let template: string
let rows: Rows
beforeAll(async () => {
  rig = await openMoveRig()
  template = await rig.folder()
  await plant(template, 700, 10_000)
  rows = await rig.rowsInFolder(template)
})
afterAll(() => rig.stop())

async function begin(
  fatal: string,
  nth = 1,
): Promise<{ child: ChildProcess; directory: string; url: string }> {
  const [directory, url] = [await rig.folder(), await rig.database()]
  await cp(template, directory, { recursive: true, force: true })
  const child = fork(mover, [directory, url, fatal, String(nth)])
  await once(child, 'message')
  return { child, directory, url }
}

async function dead(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** What a death left: the folder is whole, and the destination has everything or nothing. Then moves again. */
async function expectUsable(directory: string, url: string): Promise<'nothing' | 'rows' | 'moved'> {
  const arrived = await rig.rowsInDatabase(url)
  const isThere = Object.values(arrived).flat().length > 0
  if (isThere) expect(arrived).toEqual(rows)
  const isNoted = existsSync(join(directory, 'moved.json'))
  if (isNoted) {
    expect(isThere).toBe(true)
    await expect(openDatabase({ directory })).rejects.toThrow('was moved to PostgreSQL')
    await expect(moveDatabase({ directory, url })).rejects.toThrow('was moved to PostgreSQL')
    return 'moved'
  }
  await (await openDatabase({ directory })).close()
  expect(await rig.rowsInFolder(directory)).toEqual(rows)
  expect(await moveDatabase({ directory, url })).toMatchObject({ carried: !isThere })
  expect(await rig.rowsInDatabase(url)).toEqual(rows)
  await expect(openDatabase({ directory })).rejects.toThrow('was moved to PostgreSQL')
  return isThere ? 'rows' : 'nothing'
}

const moments: readonly (readonly [event: string, nth: number, leaves: 'nothing' | 'rows' | 'moved'])[] = [
  ['move-began', 1, 'nothing'],
  ['move-copied', 1, 'nothing'],
  ['move-copied', 9, 'nothing'],
  ['move-compared', 1, 'nothing'],
  ['move-committed', 1, 'rows'],
  ['move-noted', 1, 'moved'],
]
test.each(moments)(
  'killed at %s %i it leaves %s at the destination, and can be done again',
  async (event, nth, leaves) => {
    const { child, directory, url } = await begin(event, nth)
    await dead(child)
    expect(child.signalCode).toBe('SIGKILL')
    expect(await expectUsable(directory, url)).toBe(leaves)
  },
)

test('killed at any other moment it leaves one side whole, and can be done again', async () => {
  const whole = await begin('')
  const started = performance.now()
  await dead(whole.child)
  const milliseconds = performance.now() - started
  for (const share of [0.5, 0.75, 0.9]) {
    const { child, directory, url } = await begin('')
    await wait(milliseconds * share)
    child.kill('SIGKILL')
    await dead(child)
    await expectUsable(directory, url)
  }
})
