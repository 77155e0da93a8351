import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { sealOrder } from '../run/order.ts'
import type { RunLine } from '../store/table.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { closeCancelled } from './close.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())
beforeEach(() => bench.clear())

type Case = {
  readonly line?: Partial<RunLine>
  readonly attempts?: number
  readonly cameBack?: boolean
  /** Where the work was. */
  readonly at?: string
}

/** Cancels a request that has one line, and says whether the place where something stays is still known. */
async function knownAfter({
  line = {},
  attempts = 0,
  cameBack = false,
  at = 'match',
}: Case): Promise<boolean> {
  const { parts } = bench
  await bench.rows('delete from rechtop.ledger_identifier')
  const request = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
  const ordered = { match: at, holding: 'notes', action: 'erase', grain: 'record', refs: ['1'] } as const
  const order = [{ locator: 'C-1', line: { ...ordered, ceiling: null, before: null, fields: [] } }]
  const id = '00000000-0000-4000-8000-000000000000'
  const empty = { planned: 1, done: 0, checkAfter: null, failure: null, why: null, tokenSealed: null }
  const lines = [{ id, holding: 'notes', status: 'open', ...empty, ...line } as const]
  const orderSealed = sealOrder(order, parts.seal)
  await bench.plantRun(request, { status: 'failed', attempts, lines, orderSealed })
  await bench.rows(
    `insert into rechtop.ledger_identifier (hash, system, match_id, locator_sealed, fingerprints, request_id)
     values ('hash', 'vault', 'match', 'sealed', '["f"]', $1)`,
    request.id,
  )
  if (cameBack) {
    await bench.rows(
      `insert into rechtop.request_event (request_id, number, at, kind, status) values ($1, 3, now(), 'came-back', 'awaiting-approval')`,
      request.id,
    )
  }
  await parts.database.write((executor) =>
    closeCancelled(executor, request, { by: 'test', findings: [] }, parts),
  )
  return (await bench.rows('select 1 from rechtop.ledger_identifier')).length > 0
}

test('what was remembered for work that nobody began or did is forgotten with the request', async () => {
  expect(await knownAfter({})).toBe(false)
  expect(await knownAfter({ attempts: 1, line: { status: 'stale' } })).toBe(false)
  expect(await knownAfter({ attempts: 1, line: { status: 'unsupported' } })).toBe(false)
})

test.each<Partial<RunLine>>([
  {},
  { failure: { code: 'transient' } },
  { status: 'failed', failure: { code: 'transient' } },
  { status: 'failed', done: 1 },
  { status: 'done', done: 1 },
])(
  'once a system was at work all places are still known: what went there, as %o, may be all by which they are found',
  async (line) => {
    expect(await knownAfter({ attempts: 1, line })).toBe(true)
    expect(await knownAfter({ attempts: 1, line, at: 'another match' })).toBe(true)
  },
)

test('what an earlier ending of the same request remembered is still known', async () => {
  expect(await knownAfter({ cameBack: true })).toBe(true)
})

test('all places are known after a cancel, but for those that a person says are not, and not for what an earlier ending told', async () => {
  const { parts } = bench
  const by = { kind: 'email', value: 'sanne@example.nl' } as const
  const match = {
    system: 'vault',
    locator: 'C-1',
    why: '',
    by: [by],
    learned: [],
    fromLedger: false,
  } as const
  const found = { status: 'found', referrals: [], needs: [], failure: null } as const
  const located: LocatedSubject = {
    identifiers: [by],
    systems: [{ ...found, system: 'vault', matches: [{ ...match, id: 'own', standing: 'sure' }] }],
    leftOut: [
      { ...found, system: 'other', matches: [{ ...match, id: 'left', system: 'other', standing: 'sure' }] },
    ],
  }
  const line = {
    match: 'own',
    holding: 'notes',
    action: 'erase',
    grain: 'record',
    refs: ['1'],
    fields: [],
  } as const
  const orderSealed = sealOrder(
    [{ locator: 'C-1', line: { ...line, ceiling: null, before: null } }],
    parts.seal,
  )
  const cases = [
    { orderSealed, rejected: [], known: ['left', 'own'] },
    { orderSealed, rejected: ['own'], known: ['left'] },
    { orderSealed: null, rejected: [], known: [] },
  ]
  for (const { orderSealed: order, rejected, known } of cases) {
    await bench.clear()
    await bench.rows('delete from rechtop.ledger_identifier')
    const decisions = { confirmed: [], rejected }
    const at = { phase: 'locate', status: 'running', rounds: 1 } as const
    const request = await bench.plantRequest({ ...at, decisions, locatedSealed: parts.seal.seal(located) })
    const empty = { planned: 1, checkAfter: null, failure: null, why: null, tokenSealed: null }
    const id = '00000000-0000-4000-8000-000000000000'
    const lines = [{ id, holding: 'notes', status: 'done', done: 1, ...empty } as const]
    await bench.plantRun(request, { status: 'done', attempts: 1, lines, orderSealed: order })
    await parts.database.write((executor) =>
      closeCancelled(executor, request, { by: 'test', findings: [] }, parts),
    )
    const rows = await bench.rows('select match_id from rechtop.ledger_identifier order by 1')
    expect(rows.map((row) => row['match_id'])).toEqual(known)
  }
})
