import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { AnyConnector } from '@rechtop/connector'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVault } from '../test/vault.ts'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { lockDirectory } from './store/directory-lock.ts'
import { defineSystem } from './system/define-system.ts'

let directory: string
let open: number
let logged: string[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rechtop-start-'))
  open = 0
  logged = []
})
afterEach(() => rm(directory, { recursive: true }))

function create(change: Partial<AnyConnector> = {}): Promise<Engine> {
  const counted = {
    open: async () => {
      open += 1
      return null
    },
    close: async () => {
      open -= 1
    },
  }
  const { connector } = createVault({}, { ...counted, ...change })
  return createEngine({
    systems: [defineSystem({ id: 'vault', connector, config: {} })],
    policy: { controller: { name: 'X', contact: 'x@x.example' } },
    database: { directory },
    secret: 'a secret of more than thirty-two bytes, for tests',
    log: (event) => void logged.push(event),
  })
}

async function expectNothingHeld(): Promise<void> {
  expect(open).toBe(0)
  const unlock = await lockDirectory(directory)
  await unlock()
}

test('when the queue does not open, systems, database and folder are let go', async () => {
  const pglite = await PGlite.create(join(directory, 'database'))
  await pglite.exec('create schema rechtop_queue; create table rechtop_queue.version (unknown integer)')
  await pglite.close()
  await expect(create()).rejects.toThrow()
  await expectNothingHeld()
})

test('when the systems do not open, database and folder are let go', async () => {
  const hosts = (): never => {
    throw new TypeError('a mistake in a connector')
  }
  await expect(create({ hosts, open: async () => null })).rejects.toThrow('a mistake in a connector')
  await expectNothingHeld()
  const engine = await create()
  await engine.stop()
})

test('when the database does not open, its folder is let go', async () => {
  await writeFile(join(directory, 'database'), '')
  await expect(create()).rejects.toThrow()
  await expectNothingHeld()
})

test('an engine that is stopped, also twice, holds nothing; one folder has one engine', async () => {
  await mkdir(join(directory, 'database'))
  const engine = await create()
  await engine.start()
  await expect(create()).rejects.toThrow(`in use by process ${process.pid}`)
  expect(logged.filter((event) => event === 'embedded-database')).toHaveLength(1)
  await engine.stop()
  await engine.stop()
  await expectNothingHeld()
})
