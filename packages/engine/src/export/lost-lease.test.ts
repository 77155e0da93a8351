import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPostgres, type TestPostgres } from '@rechtop/connector/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workerOptions } from '../../test/worker-options.ts'
import { asked } from '../../test/work.ts'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { openDatabase, rowsOf, type Database } from '../store/database.ts'

let postgres: TestPostgres
let database: Database
let engine: Engine
let child: ChildProcess
const ours = Buffer.concat([Buffer.alloc(1_048_576, 'ours '), Buffer.from('its end')])
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openDatabase({ url: postgres.url })
  engine = await createEngine(
    workerOptions(postgres.url, async function* () {
      yield ours
    }),
  )
})
afterAll(async () => {
  child.kill('SIGKILL')
  await engine.stop()
  await database.close()
  await postgres.stop()
})

const pieces = (): Promise<Record<string, unknown>[]> =>
  database.read((executor) =>
    rowsOf(executor, sql`select place, md5(part_sealed) from rechtop.package_file_part order by place`),
  )

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(20)
}

test('a worker that stood still in the middle of a file, and goes on after another read it, writes nothing', async () => {
  child = fork(fileURLToPath(new URL('../../test/file-worker.ts', import.meta.url)), [postgres.url])
  const created = await engine.requests.access(asked)
  const id = created.ok ? created.request.id : ''
  await until(async () => (await pieces()).length === 3)
  child.kill('SIGSTOP')
  await engine.start()
  await until(async () => (await engine.requests.get(id))?.status === 'completed')
  const written = await pieces()
  expect(written).toHaveLength(2)
  const file = await engine.requests.downloadFile(id, 1)
  expect(Buffer.concat(await Array.fromAsync(file?.pieces ?? [])).equals(ours)).toBe(true)
  child.kill('SIGCONT')
  await wait(3_000)
  expect(child.exitCode).toBeNull()
  expect(await pieces()).toEqual(written)
  expect(await engine.requests.get(id)).toMatchObject({
    status: 'completed',
    package: { fileBytes: ours.length },
  })
})
