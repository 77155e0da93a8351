import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createEngine } from '@rechtop/engine'
import { mailcamp } from '../../rechtop.config.ts'
import { openSurroundings } from '../surroundings.ts'

export const today = new Date('2026-11-22T10:00:00Z')
export const people = 60

/** For vitest: a folder of this run for what its files share. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mailcamp-template-'))
  process.env.MAILCAMP_TEMPLATE = folder
  return () => rm(folder, { recursive: true, force: true })
}

/** Copies a seeded company, whose databases are made once per test run, into a folder. */
export async function copyTemplate(directory: string): Promise<void> {
  const folder = process.env.MAILCAMP_TEMPLATE
  if (folder === undefined)
    throw new Error('run the tests with vitest, whose set-up names the folder of the template')
  const ready = join(folder, 'ready')
  if (await claim(join(folder, 'claimed'))) await build(join(folder, 'building'), ready)
  while (!(await exists(ready))) await wait(100)
  await cp(ready, directory, { recursive: true })
}

async function build(directory: string, ready: string): Promise<void> {
  const surroundings = await openSurroundings({ directory, people, today })
  const { systems, policy, database, secret } = mailcamp(surroundings)
  const engine = await createEngine({ systems, policy, database, secret })
  await engine.stop()
  await surroundings.close()
  await rename(directory, ready)
}

/** Whether this process is the first to ask. */
const claim = (path: string): Promise<boolean> =>
  mkdir(path).then(
    () => true,
    () => false,
  )
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
