import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identifierKinds, identifierProblem, isEmailAddress, normalizeIdentifier } from './subject.ts'

const normal = (kind: (typeof identifierKinds)[number], value: string): string =>
  normalizeIdentifier({ kind, value }).value

describe('the normal form', () => {
  test.each([
    [' Sanne.DeVries@Example.NL ', 'sanne.devries@example.nl'],
    ['jose\u0301@example.nl', 'jos\u00e9@example.nl'],
  ])('of the e-mail address %j is %j', (value, expected) => expect(normal('email', value)).toBe(expected))

  test('tells dots and plus-tags apart: they can name different people', () => {
    expect(normal('email', 's.de.vries@example.nl')).not.toBe(normal('email', 'sdevries@example.nl'))
    expect(normal('email', 'sanne+a@example.nl')).not.toBe(normal('email', 'sanne@example.nl'))
  })

  test.each(['+31 6 1234 5678', '0031612345678', '06-12345678', '(06) 123 456 78'])(
    'of the phone %j is the same',
    (value) => {
      expect(normal('phone', value)).toBe('612345678')
    },
  )

  test('is its own normal form, for any value of any kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), fc.string({ unit: 'binary' }), (kind, value) => {
        const once = normal(kind, value)
        expect(normal(kind, once)).toBe(once)
      }),
    )
  })
})

describe('an e-mail address', () => {
  test.each(['x@example.nl', 'jan+tag@sub.example.co', 'é@exämple.nl', "o'brien@example.nl"])(
    '%s passes',
    (value) => {
      expect(isEmailAddress(value)).toBe(true)
    },
  )
  test.each([
    '',
    'x',
    'x@',
    '@example.nl',
    'x@example',
    'a@b@example.nl',
    'x y@example.nl',
    'Jan <x@example.nl>',
    'x@example.n',
  ])('%j does not', (value) => expect(isEmailAddress(value)).toBe(false))
  test('is judged in no time, whatever is sent', () => {
    expect(isEmailAddress(`${'a.'.repeat(50_000)}@`)).toBe(false)
  })
})

test('a problem names the kind and never the value', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...identifierKinds),
      fc.string({ minLength: 6, maxLength: 40 }),
      (kind, value) => {
        const problem = identifierProblem({ kind, value: `${value}~` })
        if (problem !== null) expect(problem).not.toContain(value)
      },
    ),
  )
  expect(identifierProblem({ kind: 'email', value: 'no address' })).toMatch(/^email is not/)
  expect(identifierProblem({ kind: 'customerNumber', value: ' ' })).toBe('customerNumber is empty')
  // one character that the normal form makes three of
  expect(identifierProblem({ kind: 'customerNumber', value: '\ufb2c'.repeat(200) })).toMatch(
    /longer than 320/,
  )
})
