import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeal } from '../store/seal.ts'
import { fingerprintOf } from './fingerprint.ts'

const seal = createSeal('a secret of more than thirty-two bytes, for tests')

test('a fingerprint is the same in every release: the ledger knows records by it', () => {
  const values = {
    number: '2024-1',
    amount: { value: 12, currency: 'EUR' },
    a: null,
    'a b': [1, 'x'],
    'a,': true,
  }
  expect(fingerprintOf('invoices', '7', values, seal)).toBe('twgBRxa9wkhGprk6oiQEsdvX2mFuWG8zB3WAtwl_-xQ')
})

test('entries stand in the order in which a sort of them as they are puts them', () => {
  const anyName = fc.string({ unit: fc.constantFrom('a', 'b', ',', ' ', '!', '😀', '\uffff'), maxLength: 3 })
  const anyValue = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.integer()),
  )
  const told: string[] = []
  const noting = { ...seal, hash: (_: string, value: string) => (told.push(value), '') }
  fc.assert(
    fc.property(fc.dictionary(anyName, anyValue, { noNullPrototype: true }), (values) => {
      fingerprintOf('h', 'r', values, noting)
      expect(told.at(-1)).toBe(JSON.stringify(['h', 'r', Object.entries(values).toSorted()]))
    }),
    { numRuns: 1_000 },
  )
})
