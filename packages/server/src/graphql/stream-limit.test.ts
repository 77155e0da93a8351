import { expect, test } from 'vitest'
import { createStreamLimit } from './stream-limit.ts'

test('an actor has so many streams, and gets another when one ends', () => {
  const limit = createStreamLimit()
  const ends = Array.from({ length: 20 }, () => limit.open('jan'))
  expect(() => limit.open('jan')).toThrow('Too many')
  expect(() => limit.open('piet')).not.toThrow()
  ends[0]?.()
  expect(() => limit.open('jan')).not.toThrow()
})

test('a stream ends once, however often that is said', () => {
  const limit = createStreamLimit()
  const ends = Array.from({ length: 20 }, () => limit.open('jan'))
  for (let time = 0; time < 3; time += 1) ends[0]?.()
  limit.open('jan')
  expect(() => limit.open('jan')).toThrow('Too many')
})

test('all actors together have so many streams', () => {
  const limit = createStreamLimit()
  const ends = Array.from({ length: 200 }, (_, index) => limit.open(`actor ${index}`))
  expect(() => limit.open('another')).toThrow('Too many')
  for (const end of ends) end()
  expect(() => limit.open('another')).not.toThrow()
})
