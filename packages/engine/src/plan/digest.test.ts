import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ceilingFor, digestOf } from './digest.ts'
import { nothingDecided, type PlanLine } from './plan.ts'

const line = (change: Partial<PlanLine> = {}): PlanLine => ({
  system: 'billing',
  match: 'm',
  holding: 'invoices',
  action: 'erase',
  grain: 'record',
  count: 2,
  ...nothingDecided,
  refs: ['1', '2'],
  controller: null,
  why: 'because',
  ...change,
})

test('the order of lines and refs does not matter', () => {
  const lines = [line(), line({ holding: 'payments' }), line({ match: 'n', refs: ['9'] })]
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: 3 }), fc.boolean(), (shuffled, reversed) => {
      const refs = reversed ? shuffled.map((one) => ({ ...one, refs: one.refs.toReversed() })) : shuffled
      expect(digestOf(refs)).toBe(digestOf(lines))
    }),
  )
})

test('counts, last days and wording do not matter', () => {
  expect(digestOf([line({ count: 99, until: '2030-01-01', why: 'other words' })])).toBe(digestOf([line()]))
})

test.each<Partial<PlanLine>>([
  { action: 'keep' },
  { refs: ['1'] },
  { refs: ['1', '3'] },
  { match: 'n' },
  { system: 'website' },
  { holding: 'payments' },
  { ceiling: 1000 },
  { fields: ['sentTo'] },
  { citation: 'AWR art. 52(4)' },
  { before: '2026-01-01' },
])('another decision has another digest: %j', (change) => {
  expect(digestOf([line(change)])).not.toBe(digestOf([line()]))
})

test('a ceiling leaves room and does not move with every visit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (count) => {
      const ceiling = ceilingFor(count)
      expect(ceiling).toBeGreaterThanOrEqual(Math.max(1000, count * 2))
      expect(ceiling).toBeLessThanOrEqual(Math.max(1000, count * 20))
    }),
  )
  expect(ceilingFor(10_000)).toBe(ceilingFor(10_400))
})

test('a digest is the same in every release: plans are approved by it', () => {
  const lines = [line(), line({ holding: 'payments', action: 'reduce', fields: ['b', 'a'], refs: ['3'] })]
  expect(digestOf(lines)).toBe('pZx_TGPPxToKKtvFreQ9DFVykE_Q1qp3WC2oQ-e9GPQ')
})
