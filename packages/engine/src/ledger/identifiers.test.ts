import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from '../../test/bench.ts'
import { emptyPlan, nothingDecided, type PlanLine } from '../plan/plan.ts'
import type { LocatedSubject } from '../subject/located.ts'
import { rememberSubjects, stayingIn } from './identifiers.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.stop())
beforeEach(() => bench.rows('delete from rechtop.ledger_identifier'))

const by = { kind: 'email', value: 'sanne@example.nl' } as const
const match = { id: 'match', system: 'billing', locator: 'C', standing: 'sure', why: '', by: [by] } as const
const found = { system: 'billing', status: 'found', referrals: [], needs: [], failure: null } as const
const located: LocatedSubject = {
  identifiers: [by],
  systems: [{ ...found, matches: [{ ...match, learned: [], fromLedger: false }] }],
}
const line: PlanLine = {
  system: 'billing',
  match: 'match',
  holding: 'invoices',
  action: 'keep',
  grain: 'record',
  count: 1,
  ...nothingDecided,
  controller: null,
  why: '',
}

test('by what may be another person’s too a place is remembered without what proves it', async () => {
  const { parts } = bench
  const { id: requestId } = await bench.plantRequest({})
  const plan = { ...emptyPlan, lines: [{ ...line, fingerprints: ['f'] }] }
  const rival = { ...match, id: 'rival', system: 'website', learned: [], fromLedger: false } as const
  const rivals = [
    ['sure', ['f']],
    ['confirmed', ['f']],
    ['possible', []],
    ['rejected', []],
  ] as const
  for (const [standing, fingerprints] of rivals) {
    for (const isLeftOut of [true, false]) {
      await bench.rows('delete from rechtop.ledger_identifier')
      const matches = [{ ...rival, standing }]
      const subject = isLeftOut
        ? { ...located, leftOut: [{ ...found, system: 'website', matches }] }
        : { ...located, systems: [...located.systems, { ...found, system: 'website', matches }] }
      const one = { requestId, located: subject, plan, staying: stayingIn(subject, plan) }
      await parts.database.write((executor) => rememberSubjects(executor, [one], parts))
      const known = await bench.rows(
        'select match_id, fingerprints from rechtop.ledger_identifier order by 1',
      )
      const place = { match_id: 'match', fingerprints }
      const left = { match_id: 'rival', fingerprints: [] }
      expect(known, standing).toEqual(isLeftOut && standing !== 'rejected' ? [place, left] : [place])
    }
  }
})

test('what turns out to be another person’s too proves nothing any more, anywhere', async () => {
  const { parts } = bench
  const { id: requestId } = await bench.plantRequest({})
  const plan = { ...emptyPlan, lines: [{ ...line, fingerprints: ['f'] }] }
  const remember = (subject: LocatedSubject, of: typeof plan): Promise<void> => {
    const one = { requestId, located: subject, plan: of, staying: stayingIn(subject, of) }
    return parts.database.write((executor) => rememberSubjects(executor, [one], parts))
  }
  await remember(located, plan)
  const rival = { ...match, id: 'rival', system: 'website', learned: [], fromLedger: false } as const
  const cases = [
    [{ ...rival, standing: 'possible' }, ['f']],
    // a key that was given out again says nothing of the address
    [{ ...rival, standing: 'rejected', fromLedger: true }, ['f']],
    [{ ...rival, standing: 'rejected' }, []],
  ] as const
  for (const [one, fingerprints] of cases) {
    const website = { ...found, system: 'website', matches: [one] }
    await remember({ ...located, systems: [...located.systems, website] }, { ...plan, lines: [] })
    expect(await bench.rows('select match_id, fingerprints from rechtop.ledger_identifier')).toEqual([
      { match_id: 'match', fingerprints },
    ])
  }
})

test('what an earlier erasure knows of a place outlasts a later one that knows only that something was left there', async () => {
  const { parts } = bench
  const { id: requestId } = await bench.plantRequest({})
  const remembered = async (change: Partial<PlanLine>): Promise<unknown> => {
    const plan = { ...emptyPlan, lines: [{ ...line, ...change }] }
    await parts.database.write((executor) =>
      rememberSubjects(executor, [{ requestId, located, plan, staying: stayingIn(located, plan) }], parts),
    )
    return bench.rows('select fingerprints from rechtop.ledger_identifier')
  }
  expect(await remembered({ action: 'erase' })).toEqual([])
  expect(await remembered({ action: 'skip' })).toEqual([{ fingerprints: [] }])
  expect(await remembered({ fingerprints: ['f'] })).toEqual([{ fingerprints: ['f'] }])
  expect(await remembered({ action: 'skip' })).toEqual([{ fingerprints: ['f'] }])
  // a request that is cancelled before its work leaves what it had written
  expect(await remembered({ action: 'reduce', fingerprints: ['g'] })).toEqual([{ fingerprints: ['f', 'g'] }])
  expect(await remembered({ fingerprints: ['f'] })).toEqual([{ fingerprints: ['f', 'g'] }])
})
