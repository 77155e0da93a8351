import { expect, test } from 'vitest'
import { createSeal } from './seal.ts'

const seal = createSeal('a secret of more than thirty-two bytes, for tests')

test('what is sealed can be opened and shows nothing of itself', () => {
  const sealed = seal.seal({ email: 'sanne@example.nl' })
  expect(sealed).not.toContain('sanne')
  expect(seal.open(sealed)).toEqual({ email: 'sanne@example.nl' })
  expect(seal.seal({ email: 'sanne@example.nl' })).not.toBe(sealed)
})

test('a changed text and another secret are refused', () => {
  const sealed = seal.seal('x')
  const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA')
  expect(() => seal.open(changed)).toThrow()
  expect(() => createSeal('another secret of more than thirty-two bytes').open(sealed)).toThrow()
})

test('a hash depends on purpose, value and secret', () => {
  expect(seal.hash('a', 'x')).toBe(seal.hash('a', 'x'))
  expect(seal.hash('a', 'x')).not.toBe(seal.hash('b', 'x'))
  expect(seal.hash('a', 'x')).not.toBe(
    createSeal('another secret of more than thirty-two bytes').hash('a', 'x'),
  )
})

test('a short secret is refused with what to do', () => {
  expect(() => createSeal('short')).toThrow(/openssl rand/)
})
