import type { Identifier } from '@rechtop/schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyOf, weighMatches, type Known, type Origin, type RawMatch } from './weigh.ts'

const email = (value: string): Identifier => ({ kind: 'email', value })
const phone: Identifier = { kind: 'phone', value: '612345678' }
const number: Identifier = { kind: 'customerNumber', value: 'K1' }
const hit = (...by: Identifier[]): RawMatch => ({
  by,
  equal: new Set(by.map(keyOf)),
  learned: [],
  fromLedger: false,
})
const knowing = (origin: Origin, ...identifiers: Identifier[]): Map<string, Known> =>
  new Map(identifiers.map((identifier) => [keyOf(identifier), { identifier, origin }]))
const standings = (matches: RawMatch[], known: Map<string, Known>, roles: string[] = []) =>
  weighMatches(matches, known, roles).map(({ standing }) => standing)

describe('a match is sure', () => {
  test('by an equal e-mail address that names one match', () => {
    const sanne = email('sanne@example.nl')
    expect(standings([hit(sanne)], knowing('given', sanne))).toEqual(['sure'])
  })
  test('by a customer number learned from the person', () => {
    expect(standings([hit(number)], knowing('person', number))).toEqual(['sure'])
  })
  test('by one strong identifier beside weak ones', () => {
    const sanne = email('sanne@example.nl')
    expect(standings([hit(phone, sanne)], knowing('given', phone, sanne))).toEqual(['sure'])
  })
})

describe('a match is only possible', () => {
  const sanne = email('sanne@example.nl')
  test('by a phone, and two people with one phone stay two', () => {
    expect(standings([hit(phone), hit(phone)], knowing('given', phone))).toEqual(['possible', 'possible'])
  })
  test('by a phone alone, even if it names one match', () => {
    expect(standings([hit(phone)], knowing('given', phone))).toEqual(['possible'])
  })
  test.each(['info@bakkerij.example', 'info+shop@bakkerij.example', 'administratie@x.example'])(
    'by %s',
    (address) => {
      expect(standings([hit(email(address))], knowing('given', email(address)))).toEqual(['possible'])
    },
  )
  test('by a mailbox that the policy names', () => {
    const mailbox = email('balie1@x.example')
    expect(standings([hit(mailbox)], knowing('given', mailbox), ['balie1'])).toEqual(['possible'])
  })
  test('when the identifier names two matches', () => {
    expect(standings([hit(sanne), hit(sanne)], knowing('given', sanne))).toEqual(['possible', 'possible'])
  })
  test('when the hit is similar', () => {
    expect(standings([{ ...hit(sanne), equal: new Set<string>() }], knowing('given', sanne))).toEqual([
      'possible',
    ])
  })
  test('when the identifier was learned of a party', () => {
    expect(standings([hit(number)], knowing('party', number))).toEqual(['possible'])
  })
  test('when it stands there as an organisation’s', () => {
    const contact: RawMatch = { ...hit(sanne), learned: [{ ...sanne, of: 'party' }] }
    expect(standings([contact], knowing('given', sanne))).toEqual(['possible'])
  })
  test('when it is the ledger’s place beside a live match, which is no less sure by it', () => {
    const place: RawMatch = { ...hit(sanne), fromLedger: true }
    expect(standings([place], knowing('given', sanne))).toEqual(['sure'])
    expect(standings([place, hit(sanne)], knowing('given', sanne))).toEqual(['possible', 'sure'])
  })
  test('when the system names an identifier that nobody asked for', () => {
    expect(standings([hit(sanne)], new Map())).toEqual(['possible'])
  })
})

test('weak identifiers never make a match sure, in any combination', () => {
  const identifier = fc.record({ kind: fc.constant('phone' as const), value: fc.stringMatching(/^\d{9}$/) })
  const match = fc.array(identifier, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(match, { maxLength: 5 }), (matches) => {
      const known = knowing('given', ...matches.flat())
      expect(
        standings(
          matches.map((by) => hit(...by)),
          known,
        ),
      ).not.toContain('sure')
    }),
  )
})
