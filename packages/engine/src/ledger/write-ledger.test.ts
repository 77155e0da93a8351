import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import type { Plan, PlanLine } from '../plan/plan.ts'
import { sealOrder, withOrders } from '../run/order.ts'
import { verifyRuns } from '../run/verify-runs.ts'
import { writeLedger } from './write-ledger.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())

const line = (change: Partial<PlanLine>): PlanLine => ({
  system: 'billing',
  match: 'match',
  holding: 'invoices',
  action: 'keep',
  grain: 'record',
  count: 2,
  refs: ['1', '2'],
  ceiling: null,
  before: null,
  fields: ['amount'],
  basis: 'legal-obligation',
  citation: 'AWR art. 52(4)',
  until: '2032-12-31',
  controller: null,
  why: 'Kept.',
  fingerprints: ['f'],
  reduced: {},
  ...change,
})
const planOf = (...lines: PlanLine[]): Plan => ({ digest: '', complete: true, lines, incomplete: [] })
const noGround = { basis: null, citation: null, until: null }

test('what went, what stays until when, and what was left read as rows, of each time that a request ended', async () => {
  const { parts } = bench
  const { id: requestId, ...request } = await bench.plantRequest({})
  const ordered = ['notes', 'names', 'logins'].map((holding) => line({ holding, action: 'erase' }))
  const orderSealed = sealOrder(
    ordered.map((one) => ({ locator: 'C-1', line: one })),
    parts.seal,
  )
  const empty = { planned: 3, done: 3, checkAfter: null, failure: null, why: null, tokenSealed: null }
  const lines = [
    { id: 'one', holding: 'notes', status: 'done', ...empty } as const,
    { id: 'two', holding: 'names', status: 'failed', ...empty, done: 0 } as const,
    // half-way
    { id: 'three', holding: 'logins', status: 'failed', ...empty, done: 1 } as const,
  ]
  const run = await bench.plantRun({ id: requestId, ...request }, { system: 'billing', lines, orderSealed })
  const now = planOf(
    line({}),
    line({ holding: 'lists', action: 'refer', ...noGround, count: 1, fields: [] }),
    line({ holding: 'logins', action: 'skip', count: 4 }),
  )
  const skips = [{ system: 'billing', holding: 'logins' }]
  const ending = { requestId, version: 7, now, skips }
  const again = { requestId, version: 9, now: planOf(line({ count: 1 })), skips: [] }
  await parts.database.write(async (executor) => {
    await writeLedger(executor, [ending], withOrders([run], parts.seal), parts)
    await writeLedger(executor, [again], [], parts)
    await writeLedger(executor, [{ requestId, version: 11, now: planOf(), skips: [] }], [], parts)
  })
  const kept = { system: 'billing', holding: 'invoices', action: 'kept', fields: ['amount'] }
  const ground = { basis: 'legal-obligation', citation: 'AWR art. 52(4)', until: '2032-12-31' }
  expect(
    await bench.rows(
      `select system, holding, action, count, fields, basis, citation, until::text from rechtop.ledger where request_id = $1
       order by recorded_at, holding, count`,
      requestId,
    ),
  ).toEqual(
    expect.arrayContaining([
      { ...kept, count: 2, ...ground },
      { system: 'billing', holding: 'lists', action: 'referred', count: 1, fields: [], ...noGround },
      { system: 'billing', holding: 'logins', action: 'skipped', count: 4, fields: [], ...noGround },
      { system: 'billing', holding: 'logins', action: 'erased', count: 1, fields: ['amount'], ...noGround },
      { system: 'billing', holding: 'notes', action: 'erased', count: 3, fields: ['amount'], ...noGround },
      { ...kept, count: 1, ...ground },
    ]),
  )
  expect(
    await bench.rows('select number, jsonb_array_length(entries) as n from rechtop.ledger_page order by 1'),
  ).toEqual([
    { number: 7, n: 5 },
    { number: 9, n: 1 },
  ])
})

test('of one call its answer counts, and of several what was planned: an answer may be lost', async () => {
  const { parts } = bench
  const { id: requestId, ...request } = await bench.plantRequest({})
  const ordered = line({ holding: 'notes', action: 'erase' })
  const orderSealed = sealOrder([{ locator: 'C-1', line: ordered }], parts.seal)
  const empty = { checkAfter: null, failure: null, why: null, tokenSealed: null }
  const countAfter = async (attempts: number, planned: number, done: number, round = 1): Promise<unknown> => {
    await bench.rows('delete from rechtop.run')
    await bench.rows('delete from rechtop.ledger_page')
    const lines = [{ id: 'one', holding: 'notes', status: 'done', planned, done, ...empty } as const]
    const run = await bench.plantRun({ id: requestId, ...request }, { attempts, round, lines, orderSealed })
    const ending = { requestId, version: 7, now: planOf(), skips: [] }
    await parts.database.write((executor) =>
      writeLedger(executor, [ending], withOrders([run], parts.seal), parts),
    )
    const [row] = await bench.rows('select count from rechtop.ledger')
    return row?.['count']
  }
  expect(await countAfter(1, 3, 3)).toBe(3)
  // another request was first
  expect(await countAfter(1, 3, 1)).toBe(1)
  expect(await countAfter(2, 3, 0)).toBe(3)
  // what was ordered once more may have been done by the first
  expect(await countAfter(1, 3, 0, 2)).toBe(3)
  // of what nobody sees nothing was planned
  expect(await countAfter(1, 0, 5)).toBe(0)
})

test('what an earlier ending told of a run stays as it was told, and the run of now is counted', async () => {
  const { parts } = bench
  const { id: requestId, ...request } = await bench.plantRequest({})
  const empty = { checkAfter: null, failure: null, why: null, tokenSealed: null }
  const lines = [{ id: 'one', holding: 'notes', status: 'done', planned: 3, done: 3, ...empty } as const]
  const plant = (round: number, change: object) =>
    bench.plantRun({ id: requestId, ...request }, { status: 'done', attempts: 1, round, lines, ...change })
  await bench.rows('delete from rechtop.run')
  // of its three another round had told two
  const before = await plant(1, { erased: 1 })
  const order = [{ locator: 'C-1', line: line({ holding: 'notes', action: 'erase' }) }]
  const now = await plant(2, { orderSealed: sealOrder(order, parts.seal) })
  const ending = { requestId, version: 7, now: planOf(), skips: [] }
  await parts.database.write((executor) =>
    verifyRuns(executor, [ending], withOrders([before, now], parts.seal)),
  )
  expect(await bench.rows('select round, erased from rechtop.run order by round')).toEqual([
    { round: 1, erased: 1 },
    { round: 2, erased: 3 },
  ])
})
