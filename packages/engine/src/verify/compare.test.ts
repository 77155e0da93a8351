import { describe, expect, test } from 'vitest'
import { nothingDecided, type Plan, type PlanLine } from '../plan/plan.ts'
import { comparePlans, type Evidence } from './compare.ts'

const line = (change: Partial<PlanLine>): PlanLine => ({
  system: 'billing',
  match: 'm',
  holding: 'invoices',
  action: 'erase',
  grain: 'record',
  count: 1,
  ...nothingDecided,
  refs: ['1'],
  controller: null,
  why: '',
  ...change,
})
const plan = (...lines: PlanLine[]): Plan => ({ digest: '', complete: true, lines, incomplete: [] })
const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  olderThanPlan: () => 0,
  hashNow: (now, ref, field) => now.reduced[ref]?.[field] ?? null,
  fieldsOf: () => ['number', 'sentTo'],
  isConfirmed: () => false,
  ...change,
})
const reduce = (hash: string): PlanLine =>
  line({ action: 'reduce', fields: ['sentTo'], reduced: { 1: { sentTo: hash } } })
const set = (count: number): PlanLine =>
  line({ holding: 'pageViews', grain: 'set', refs: [], ceiling: 1000, count })

describe('a record', () => {
  test('that should be gone and is there is left over, with its fields', () => {
    const { leftovers, fresh } = comparePlans(plan(line({})), plan(line({})), evidence())
    expect(leftovers).toMatchObject([{ count: 1, fields: ['number', 'sentTo'] }])
    expect(fresh).toEqual([])
  })
  test('that came later is fresh', () => {
    const { leftovers, fresh } = comparePlans(plan(line({})), plan(line({ refs: ['2'] })), evidence())
    expect(leftovers).toEqual([])
    expect(fresh).toMatchObject([{ refs: ['2'], count: 1 }])
  })
  test('of another match or holding with the same ref is fresh, not left over', () => {
    const now = plan(line({ match: 'n' }), line({ holding: 'payments' }))
    expect(comparePlans(plan(line({})), now, evidence())).toMatchObject({ leftovers: [], fresh: [{}, {}] })
  })
  test('that was kept before and may go now is fresh', () => {
    const { fresh } = comparePlans(plan(line({ action: 'keep' })), plan(line({})), evidence())
    expect(fresh).toHaveLength(1)
  })
})

describe('a reduced field', () => {
  test('with its old value is left over, by name', () => {
    const { leftovers } = comparePlans(plan(reduce('h')), plan(reduce('h')), evidence())
    expect(leftovers).toMatchObject([{ count: 1, fields: ['sentTo'] }])
  })
  test('with another value came later', () => {
    const { leftovers, fresh } = comparePlans(plan(reduce('h')), plan(reduce('other')), evidence())
    expect(leftovers).toEqual([])
    expect(fresh).toMatchObject([{ refs: ['1'] }])
  })
  test('that is gone, in a record that has no reason to stay any more, leaves the record to a new round', () => {
    const { leftovers, fresh } = comparePlans(plan(reduce('h')), plan(line({})), evidence())
    expect(leftovers).toEqual([])
    expect(fresh).toHaveLength(1)
  })
})

describe('a set that is never shown', () => {
  const unread = line({
    holding: 'footprints',
    grain: 'set',
    refs: [],
    ceiling: 1000,
    count: 0,
    unread: 'why',
  })
  test('and was confirmed is neither left over nor fresh', () => {
    const confirmed = evidence({ isConfirmed: () => true })
    expect(comparePlans(plan(unread), plan(unread), confirmed)).toEqual({ leftovers: [], fresh: [] })
  })
  test('and was ordered but not confirmed is left over', () => {
    const { leftovers, fresh } = comparePlans(plan(unread), plan(unread), evidence())
    expect(leftovers).toMatchObject([{ line: { holding: 'footprints' }, count: 0 }])
    expect(fresh).toEqual([])
  })
  test('of a match that was not known before is fresh', () => {
    const { leftovers, fresh } = comparePlans(plan(), plan(unread), evidence())
    expect(leftovers).toEqual([])
    expect(fresh).toEqual([unread])
  })
})

describe('a set', () => {
  test('with items from before the plan is left over', () => {
    const { leftovers, fresh } = comparePlans(
      plan(set(40)),
      plan(set(3)),
      evidence({ olderThanPlan: () => 3 }),
    )
    expect(leftovers).toMatchObject([{ count: 3 }])
    expect(fresh).toEqual([])
  })
  test('with items from after it is fresh, and both is both', () => {
    const both = comparePlans(plan(set(40)), plan(set(5)), evidence({ olderThanPlan: () => 2 }))
    expect(both).toMatchObject({ leftovers: [{ count: 2 }], fresh: [{ count: 3 }] })
  })
  test('without dates to tell by is left over', () => {
    expect(comparePlans(plan(set(40)), plan(set(2)), evidence({ olderThanPlan: () => null }))).toMatchObject({
      leftovers: [{ count: 2 }],
    })
  })
})
