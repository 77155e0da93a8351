import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { website } from '@rechtop/connector-website'
import { startPostgres } from '@rechtop/connector/testing'
import { createEngine, defineSystem, type Engine } from '@rechtop/engine'
import { accountOf, fill } from './website-data.ts'

const usage = 'backlog [--people N]   how many are queued before the urgent one (default 100000)'
const pageSize = 1000

/**
 * Queues many people on a PostgreSQL that writes to disk, and then one urgent person who has an account. Prints how
 * long taking them in lasted, how long the urgent one took from then on, and how many of the others had ended by then.
 */
export async function benchBacklog(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { people: { type: 'string', default: '100000' } },
  })
  const people = Number(values.people)
  if (!Number.isInteger(people) || people < 1) throw new TypeError(usage)
  const server = await startPostgres({ durable: true })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  await fill(sql, 1)
  const engine = await createEngine({
    systems: [defineSystem({ id: 'website', connector: website, config: { database: server.url } })],
    policy: {
      controller: { name: 'Bench', contact: 'bench@bench.example' },
      approval: { erasure: 'nobody' },
    },
    database: { url: server.url },
    secret: 'a secret of more than thirty-two bytes, for benches',
  })
  try {
    await engine.start()
    const intake = await timed(() => queue(engine, people))
    const before = await endedOf(engine)
    const urgent = await timed(() => eraseUrgent(engine))
    const meanwhile = (await endedOf(engine)) - before - 1
    console.log(`${people} people taken in  ${intake.toFixed(1)} s`)
    console.log(`the urgent one verified  ${urgent.toFixed(1)} s`)
    console.log(`others ended meanwhile   ${meanwhile}, of ${people - before} that waited`)
  } finally {
    await engine.stop()
    await sql.end()
    await server.stop()
  }
}

const endedOf = async ({ requests }: Engine): Promise<number> =>
  (await requests.list({ first: 1, status: ['verified'] })).total

/** As a program sends them: a thousand at a time. Nobody of them is known, so that each ends soon. */
async function queue({ requests }: Engine, people: number): Promise<void> {
  for (let from = 0; from < people; from += pageSize) {
    const subjects = Array.from({ length: Math.min(pageSize, people - from) }, (_, index) => ({
      identifiers: [{ kind: 'email', value: `nobody${from + index}@bench.example` } as const],
    }))
    const made = await requests.eraseMany({ subjects, idempotencyKey: `page ${from}`, actor: 'bench' })
    if (!made.ok) throw new Error('the people were refused')
  }
}

async function eraseUrgent({ requests }: Engine): Promise<void> {
  const identifiers = [{ kind: 'accountId', value: accountOf(0) } as const]
  const made = await requests.erase({ identifiers, urgent: true, actor: 'bench' })
  if (!made.ok) throw new Error('the urgent one was refused')
  for await (const { status } of requests.watch(made.request.id, AbortSignal.timeout(600_000))) {
    if (status === 'verified') return
  }
  throw new Error('the urgent one did not end')
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
