import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inPieces, withPatience } from './pieces.ts'

async function* yielding<T>(...items: T[]): AsyncGenerator<T> {
  yield* items
}

test('the bytes stay the same, in pieces of one size', async () => {
  const chunk = fc.uint8Array({ maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { maxLength: 20 }),
      fc.integer({ min: 1, max: 16 }),
      async (chunks, size) => {
        const pieces: Buffer[] = []
        for await (const piece of inPieces(size, yielding(...chunks))) pieces.push(Buffer.from(piece))
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(chunks))
        expect(pieces.slice(0, -1).every(({ length }) => length === size)).toBe(true)
        expect(pieces.every(({ length }) => length > 0 && length <= size)).toBe(true)
      },
    ),
  )
})

test('a source that uses its buffer again does not spoil what it gave before', async () => {
  const buffer = Buffer.alloc(3)
  const source = async function* (): AsyncGenerator<Uint8Array> {
    for (const letter of ['a', 'b', 'c']) yield buffer.fill(letter)
  }
  const pieces: string[] = []
  for await (const piece of inPieces(4, source())) pieces.push(Buffer.from(piece).toString())
  expect(pieces).toEqual(['aaab', 'bbcc', 'c'])
})

test('whoever ends early ends the source', async () => {
  let left = false
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('ab')
    } finally {
      left = true
    }
  }
  for await (const piece of inPieces(3, withPatience(1_000, source()))) {
    expect(piece).toHaveLength(3)
    break
  }
  expect(left).toBe(true)
})

test('a piece that does not come is transient; one that comes late but in time is not', async () => {
  const slow = async function* (): AsyncGenerator<number> {
    for (const number of [1, 2, 3]) {
      await wait(60)
      yield number
    }
    await new Promise(() => {})
  }
  const seen: number[] = []
  const reading = (async () => {
    for await (const number of withPatience(150, slow())) seen.push(number)
  })()
  await expect(reading).rejects.toMatchObject({ failure: { code: 'transient' } })
  expect(seen).toEqual([1, 2, 3])
})

test('what the source throws is thrown on', async () => {
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half')
    throw new RangeError('broken')
  }
  const read = Array.fromAsync(inPieces(3, withPatience(1_000, source())))
  await expect(read).rejects.toThrow(RangeError)
})
