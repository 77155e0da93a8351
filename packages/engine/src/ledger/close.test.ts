import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { sealOrder } from '../run/order.ts'
import type { RunRow } from '../store/table.ts'
import { closeCancelled } from './close.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  await bench.clear()
  await bench.rows('delete from rechtop.ledger_identifier')
})

/** Cancels a request that has this run, and says whether the place where something stays is still known. */
async function knownAfter(run: Partial<RunRow>): Promise<boolean> {
  const { parts } = bench
  const request = await bench.plantRequest({ phase: 'run', status: 'running', rounds: 1 })
  const line = { match: 'match', holding: 'notes', action: 'erase', grain: 'record', refs: ['1'] } as const
  const order = [{ locator: 'C-1', line: { ...line, ceiling: null, before: null, fields: [] } }]
  const id = '00000000-0000-4000-8000-000000000000'
  const empty = { planned: 1, done: 0, checkAfter: null, failure: null, why: null, tokenSealed: null }
  const lines = [{ id, holding: 'notes', status: 'open', ...empty }] as const
  await bench.plantRun(request, { lines, orderSealed: sealOrder(order, parts.seal), ...run })
  await bench.rows(
    `insert into rechtop.ledger_identifier (hash, system, match_id, locator_sealed, fingerprints, request_id)
     values ('hash', 'vault', 'match', 'sealed', '["f"]', $1)`,
    request.id,
  )
  await parts.database.write((executor) =>
    closeCancelled(executor, request, { by: 'test', findings: [] }, parts),
  )
  return (await bench.rows('select 1 from rechtop.ledger_identifier')).length > 0
}

test('what was remembered for work that nobody began is forgotten with the request', async () => {
  expect(await knownAfter({ status: 'failed', attempts: 0 })).toBe(false)
})

test('the place at which a system was at work is still known: what goes there may be all by which it is found', async () => {
  expect(await knownAfter({ status: 'failed', attempts: 1 })).toBe(true)
})

test('what an earlier ending of the same request remembered is still known', async () => {
  expect(await knownAfter({ status: 'verified', attempts: 1, lines: [], orderSealed: null })).toBe(true)
})
