import { PGlite } from '@electric-sql/pglite'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { createEngine } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import { defineSystem } from '../src/system/define-system.ts'
import { createVault, type Vault } from '../test/vault.ts'
import { email } from '../test/work.ts'
import { crashingAt } from './crashing-pglite.ts'
import { storedLines } from '../test/stored-lines.ts'

/** Every so many statements one is died at; 1: at each. `RECHTOP_CHAOS=full` asks for that. */
const stride = process.env['RECHTOP_CHAOS'] === 'full' ? 1 : 13
const once = { idempotencyKey: 'once', actor: 'test' } as const
const subjectOf = (value: string) => ({ identifiers: [{ kind: 'email', value }] as const })

/** What is asked for, and by how many requests; again after a death, under the same key. */
type Scenario = {
  readonly what: string
  readonly requests: number
  readonly ask: (engine: Engine) => Promise<{ readonly ok: boolean }>
}
const scenarios: readonly Scenario[] = [
  {
    what: 'a request',
    requests: 1,
    ask: (engine) => engine.requests.erase({ ...subjectOf(email), ...once }),
  },
  {
    what: 'a batch',
    requests: 4,
    ask: (engine) =>
      engine.requests.eraseMany({
        subjects: [email, 'second@example.nl', 'third@example.nl', 'absent@example.nl'].map(subjectOf),
        ...once,
      }),
  },
]

let template: Blob
beforeAll(async () => {
  const pglite = await PGlite.create()
  const engine = await engineOn(pglite, vaults())
  await engine.stop()
  template = await pglite.dumpDataDir('none')
  await pglite.close()
})

function vaults(): Vault[] {
  return ['one', 'two'].map((name) => {
    const vault = createVault(name === 'two' ? { unread: true } : { keeps: true }, { together: 50 })
    const notes = [1, 2].map((nth) => ({ ref: `${name}-${nth}`, text: `note ${nth}` }))
    vault.people.push(
      { email, footprints: 3, notes },
      { email: 'another@example.nl', footprints: 1, notes: [...notes] },
    )
    // nobody can see what became of an unread set: only who has none is closed with the chunk
    if (name === 'one') {
      for (const value of ['second@example.nl', 'third@example.nl'])
        vault.people.push({ email: value, footprints: 2, notes: [...notes] })
    }
    return vault
  })
}

function engineOn(pglite: PGlite, systems: readonly Vault[]): Promise<Engine> {
  return createEngine({
    systems: systems.map(({ connector }, index) =>
      defineSystem({ id: `vault-${index}`, connector, config: {} }),
    ),
    policy: { controller: { name: 'X', contact: 'x@x.example' }, approval: { erasure: 'nobody' } },
    database: { pglite },
    secret: 'a secret of more than thirty-two bytes, for tests',
  })
}

/** Asks for the erasure, and waits until all of it has come to an end or the process is dead. */
async function work(
  engine: Engine,
  { ask, requests }: Scenario,
  pglite: PGlite,
  died: Promise<void>,
): Promise<string> {
  const untilDead = died.then((): never => {
    throw new Error('died')
  })
  const finished = async (): Promise<string> => {
    await engine.start()
    const created = await ask(engine)
    if (!created.ok) throw new Error('refused')
    for (let tries = 0; tries < 3000; tries += 1) {
      // beside the engine, whose statements are counted
      const { rows } = await pglite.query(
        `select from rechtop.request where status in ('verified', 'needs-attention')`,
      )
      if (rows.length === requests) return 'ended'
      await wait(10)
    }
    throw new Error('it did not end')
  }
  return Promise.race([finished(), untilDead]).catch((error: unknown) =>
    error instanceof Error && error.message === 'it did not end' ? error.message : 'died',
  )
}

/** What stands in our own tables at the end, without ids, times and what is sealed. */
async function tablesOf(pglite: PGlite): Promise<unknown> {
  const rows = async (statement: string): Promise<unknown> => (await pglite.query(statement)).rows
  return {
    requests: await rows('select status, phase, findings from rechtop.request order by 1, 2, 3'),
    runs: await rows('select system, status, kept from rechtop.run order by 1, 2, 3'),
    // how many records an answer that got lost has told of is not known any more
    lines: await rows(
      `select run.system, line.holding, line.status, line.planned from ${storedLines} order by 1, 2, 3`,
    ),
    ledger: await rows('select system, holding, action, count from rechtop.ledger order by 1, 2, 3, 4'),
    remembered: await rows('select system, match_id from rechtop.ledger_identifier order by 1, 2'),
    rechecks: await rows('select remaining, attempts from rechtop.recheck order by 1, 2'),
    held: await rows(
      `select from rechtop.request_match union all select from rechtop.chunk union all select from rechtop.chunk_slot
       union all select from rechtop.slot union all select from rechtop.slot_wait`,
    ),
  }
}

async function dieAt(
  scenario: Scenario,
  n: number,
  when: 'before' | 'after',
): Promise<{ statements: number; died: boolean; end: unknown }> {
  const pglite = await PGlite.create({ loadDataDir: template })
  const systems = vaults()
  const first = crashingAt(pglite, n, when)
  // it may die before it is there, and after all has ended, with the last of what it tidies up
  const doomed = await Promise.race([engineOn(first.pglite, systems), first.died]).catch(() => first.died)
  let status = doomed === undefined ? 'died' : await work(doomed, scenario, pglite, first.died)
  await Promise.race([doomed?.stop().catch(() => {}), first.died])
  const died = first.statements() >= n
  if (died) {
    const second = crashingAt(pglite, Infinity, 'before')
    const engine = await engineOn(second.pglite, systems)
    status = await work(engine, scenario, pglite, second.died)
    await engine.stop()
  }
  const end = { status, people: systems.map(({ people }) => people), tables: await tablesOf(pglite) }
  await pglite.close()
  return { statements: first.statements(), died, end }
}

for (const scenario of scenarios) {
  test(`whichever statement a process with ${scenario.what} dies at, the next one brings it to the same end, with one outcome a line`, async () => {
    const { statements, end } = await dieAt(scenario, Infinity, 'before')
    const verified = { status: 'verified', phase: 'end' }
    const requests = Array.from({ length: scenario.requests }, () => expect.objectContaining(verified))
    expect(end).toMatchObject({ status: 'ended', tables: { requests, held: [] } })
    expect(statements).toBeGreaterThan(20)
    expect(end).not.toMatchObject({ tables: { remembered: [] } })
    for (let n = 1; n <= statements; n += stride) {
      for (const when of ['before', 'after'] as const) {
        const ended = await dieAt(scenario, n, when)
        expect(ended, `${when} statement ${n} of ${statements}`).toMatchObject({ died: true, end })
      }
    }
  })
}
