import { setTimeout as wait } from 'node:timers/promises'
import { openOutageGate, startPostgres, type OutageGate, type TestPostgres } from '@rechtop/connector/testing'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workerOptions } from '../../test/worker-options.ts'
import { email } from '../../test/work.ts'
import { createEngine } from '../create-engine.ts'
import { openDatabase, rowsOf, StoreError, type Database } from './database.ts'

let postgres: TestPostgres
let gate: OutageGate
beforeEach(async () => {
  postgres = await startPostgres()
  gate = await openOutageGate(postgres.url)
})
afterEach(async () => {
  await gate.close()
  await postgres.stop()
})

const one = (database: Database): Promise<unknown> =>
  database.read((executor) => rowsOf(executor, sql`select 1 as one`))

/** How it ended, or that it did not. */
const endOf = (work: Promise<unknown>, milliseconds: number): Promise<unknown> =>
  Promise.race([
    work.then(
      () => 'done',
      (error: unknown) => error,
    ),
    wait(milliseconds, 'still waiting'),
  ])

test('over connections on which nothing arrives any more, every statement and transaction ends, and then it works again', async () => {
  const database = await openDatabase({ url: gate.url }, { limit: 1_500 })
  try {
    await Promise.all(Array.from({ length: 8 }, () => one(database)))
    gate.stall()
    const written = (executor: Parameters<Parameters<Database['write']>[0]>[0]): Promise<unknown> =>
      executor.execute(sql`insert into rechtop.system_hold values ('late', now())`)
    const work = Array.from({ length: 24 }, (_, index) =>
      endOf(index % 2 === 0 ? one(database) : database.write(written), 5_000),
    )
    for (const end of await Promise.all(work)) {
      expect(end).toBeInstanceOf(StoreError)
      expect(end).toMatchObject({ isOutage: true })
    }
    await gate.up()
    expect(await endOf(one(database), 3_000)).toBe('done')
    await Promise.all(Array.from({ length: 20 }, () => one(database)))
    const late = await database.read((executor) =>
      rowsOf(executor, sql`select * from rechtop.system_hold where system = 'late'`),
    )
    expect(late).toEqual([])
  } finally {
    await endOf(database.close(), 10_000)
  }
})

test('a transaction may take long as long as it gets on', async () => {
  const database = await openDatabase({ url: postgres.url }, { limit: 1_000 })
  try {
    await database.write(async (executor) => {
      for (let count = 0; count < 5; count += 1) await executor.execute(sql`select pg_sleep(0.5)`)
    })
  } finally {
    await database.close()
  }
})

test('a transaction that stands still is undone, and work beside it goes on', async () => {
  const database = await openDatabase({ url: postgres.url }, { limit: 1_000 })
  try {
    const slow = database.write(async (executor) => {
      await executor.execute(sql`insert into rechtop.system_hold values ('slow', now())`)
      await wait(2_000)
    })
    await wait(500)
    const beside = database.read((executor) => executor.execute(sql`select pg_sleep(0.9)`))
    expect(await endOf(slow, 5_000)).toMatchObject({ code: 'TIMEOUT', isOutage: true })
    expect(await endOf(beside, 5_000)).toBe('done')
    await wait(1_500)
    const left = await database.read((executor) =>
      rowsOf(executor, sql`select * from rechtop.system_hold where system = 'slow'`),
    )
    expect(left).toEqual([])
  } finally {
    await database.close()
  }
})

test('an engine on such a connection says within two seconds that it is not ready, and works when it is over', async () => {
  const engine = await createEngine(workerOptions(gate.url, async function* () {}))
  try {
    await engine.start()
    expect(await engine.ready()).toBe(true)
    gate.stall()
    const before = Date.now()
    expect(await endOf(engine.ready(), 5_000)).toBe('done')
    expect(Date.now() - before).toBeLessThan(2_500)
    expect(await engine.ready()).toBe(false)
    await gate.up()
    const answered = async (): Promise<boolean> => {
      for (let count = 0; count < 40; count += 1) if (await engine.ready()) return true
      return false
    }
    expect(await answered()).toBe(true)
    const asked = await engine.requests.erase({
      identifiers: [{ kind: 'email', value: email }],
      actor: 'test',
    })
    const id = asked.ok ? asked.request.id : ''
    const planned = async (): Promise<string | undefined> => (await engine.requests.get(id))?.status
    await expect.poll(planned, { timeout: 60_000, interval: 500 }).toBe('awaiting-approval')
  } finally {
    await gate.close()
    await endOf(engine.stop(), 30_000)
  }
}, 120_000)
