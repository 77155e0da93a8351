import { expect, test } from 'vitest'
import { streamOf } from './stream-of.ts'

test.each([
  ['comes', (): Buffer => Buffer.from('late')],
  [
    'fails',
    (): Buffer => {
      throw new Error('canary')
    },
  ],
])('who goes away while a piece is fetched is no fault, also when it %s', async (_, late) => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: fetched, resolve: fetch } = Promise.withResolvers<void>()
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const faults: unknown[] = []
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('first')
      ask()
      await fetched
      yield late()
    } finally {
      end()
    }
  }
  const reader = streamOf(source(), (error) => faults.push(error) > 0).getReader()
  expect((await reader.read()).value).toEqual(Buffer.from('first'))
  const second = reader.read()
  await asked
  const leaving = reader.cancel().catch(() => {})
  fetch()
  await Promise.all([leaving, ended])
  expect((await second).done).toBe(true)
  expect(faults).toEqual([])
})
