import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeal } from './seal.ts'

const copyOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const seal = createSeal('a secret of more than thirty-two bytes, for tests')

test('what is sealed can be opened and shows nothing of itself', () => {
  const sealed = seal.seal({ email: 'sanne@example.nl' })
  expect(sealed).not.toContain('sanne')
  expect(seal.open(sealed)).toEqual({ email: 'sanne@example.nl' })
  expect(seal.seal({ email: 'sanne@example.nl' })).not.toBe(sealed)
})

test('any JSON comes back as it was, and a long one that repeats itself is sealed as a short text', () => {
  const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })
  const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 200, maxLength: 400 })
  fc.assert(
    fc.property(fc.oneof(json, texts), (value) => {
      expect(seal.open(seal.seal(value))).toEqual(copyOf(value))
    }),
  )
  const lines = Array.from({ length: 100 }, (_, place) => ({ place, holding: 'pageViews', action: 'erase' }))
  expect(seal.seal(lines).length).toBeLessThan(JSON.stringify(lines).length / 4)
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

test('bytes stay bytes, and open only where they were sealed', () => {
  const bytes = Buffer.from([0, 255, 128, 10, 13, 92])
  const sealed = seal.sealBytes(bytes, 'file 1, piece 0')
  expect(sealed.includes(bytes)).toBe(false)
  expect(sealed.byteLength).toBe(bytes.byteLength + 28)
  expect(seal.openBytes(new Uint8Array(sealed), 'file 1, piece 0')).toEqual(bytes)
  expect(() => seal.openBytes(sealed, 'file 1, piece 1')).toThrow()
  const [first = 0, ...rest] = sealed
  expect(() => seal.openBytes(Buffer.from([first ^ 1, ...rest]), 'file 1, piece 0')).toThrow()
  expect(seal.openBytes(seal.sealBytes(Buffer.alloc(0), 'x'), 'x')).toHaveLength(0)
})

test('a text opens only where it was sealed', () => {
  const sealed = seal.seal('x', 'part 1')
  expect(seal.open(sealed, 'part 1')).toBe('x')
  for (const other of ['part 2', '', undefined]) expect(() => seal.open(sealed, other)).toThrow()
  expect(() => seal.open(seal.seal('x'), 'part 1')).toThrow()
})

test.each([12, 16, 20, 27])('cut down to %i bytes nothing opens, not even what was empty', (length) => {
  const sealed = seal.sealBytes(Buffer.alloc(0), 'x')
  expect(() => seal.openBytes(sealed.subarray(0, length), 'x')).toThrow()
})

test('what was sealed before there were places still opens', () => {
  // the form of the first release: nonce, tag and body in base64url, without additional data
  const earlier = 'AAECAwQFBgcICQoLt6BgaObYr3sHwUY1tZMaFJ2nRxs1953A5AwJtfY'
  expect(seal.open(earlier)).toEqual({ kept: true })
})

test('no nonce comes twice, in a thousand that are drawn many at a time', () => {
  const nonces = Array.from({ length: 1_000 }, () =>
    seal.sealBytes(Buffer.from('x'), 'y').toString('hex', 0, 12),
  )
  expect(new Set(nonces).size).toBe(1_000)
})

test('what was sealed at a place before still opens there', () => {
  // nonce, tag and body in base64url, with the place as additional data
  const earlier = 'TbNJmfOjNuI6T1sYqPz6IY9xOeAPK7DJ12IE6-ij_WJqMejCoN1waQE'
  expect(seal.open(earlier, 'part 1')).toEqual({ name: 'é' })
})
