import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@rechtop/connector/testing'
import { createEngine, type Engine } from '@rechtop/engine'
import postgres from 'postgres'
import { emailOf, eraseByHand, fillSystems, leftOf, rowsPerPerson } from './bulk-data.ts'
import { bulkOptions } from './bulk-options.ts'

const perGroup = 5_000
const groups = 2
/** Groups before those that count: plans are cached and code is compiled, as in a server that has been up for a minute. */
const warmUps = 1

/**
 * Erases ten thousand people from three systems through the engine, in two processes, with plan, ledger, log and verification, and as many
 * by set-based statements written by hand, by turns, on one PostgreSQL that writes to disk as in production. Prints people
 * a second and the ratio.
 */
export async function benchBulk(): Promise<void> {
  const server = await startPostgres({ durable: true })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const people = (groups + warmUps) * perGroup * 2
  console.log(
    `${people} people with ${rowsPerPerson} rows each in three systems, PostgreSQL 18, fsync on, ${cpus().length} cores, by turns`,
  )
  await fillSystems(sql, people)
  const engine = await createEngine(bulkOptions(server.url))
  await engine.start()
  const worker = fork(fileURLToPath(new URL('./bulk-worker.ts', import.meta.url)), [server.url])
  await once(worker, 'message')
  try {
    let [byHand, byEngine, next] = [0, 0, 0]
    const nextGroup = (): number[] => Array.from({ length: perGroup }, () => next++)
    for (let group = -warmUps; group < groups; group += 1) {
      const [hand, bulk] = [nextGroup(), nextGroup()]
      const handTime = await timeOf(() => eraseByHand(sql, hand.map(emailOf)))
      const bulkTime = await timeOf(() => eraseTogether(engine, bulk.map(emailOf), `group ${group}`))
      const [left, expected] = [await leftOf(sql, bulk), await leftOf(sql, hand)]
      if (left !== expected) throw new Error(`the two did not do the same: ${left}, ${expected}`)
      if (group < 0) continue
      byHand += handTime
      byEngine += bulkTime
      console.log(`${rate(handTime)} a second by hand, ${rate(bulkTime)} by the engine`)
    }
    const ratio = (byEngine / byHand).toFixed(1)
    console.log(
      `${groups * perGroup} people: ${rate(byEngine / groups)} a second by the engine, ${ratio} times by hand`,
    )
  } finally {
    worker.disconnect()
    await once(worker, 'exit')
    await engine.stop()
    await sql.end()
    await server.stop()
  }
}

const rate = (milliseconds: number): number => Math.round((perGroup / milliseconds) * 1000)

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function eraseTogether(engine: Engine, emails: readonly string[], key: string): Promise<void> {
  const subjects = emails.map((value) => ({ identifiers: [{ kind: 'email', value } as const] }))
  const taken = await engine.requests.eraseMany({ subjects, idempotencyKey: key, actor: 'bench' })
  if (!taken.ok) throw new Error('the engine refused')
  for (;;) {
    const batch = await engine.requests.batch(taken.batch.id)
    if (batch?.byStatus.verified === emails.length) return
    await wait(250)
  }
}
