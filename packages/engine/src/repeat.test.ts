import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { repeat } from './repeat.ts'

test('it never does a thing twice at a time, and goes on after a failure', async () => {
  let [running, most, done, failed] = [0, 0, 0, 0]
  const stop = repeat(
    async () => {
      running += 1
      most = Math.max(most, running)
      await wait(30)
      running -= 1
      done += 1
      if (done % 2 === 0) throw new TypeError('down')
    },
    5,
    () => (failed += 1),
  )
  await expect.poll(() => done).toBeGreaterThan(4)
  await stop()
  expect(most).toBe(1)
  expect(failed).toBeGreaterThan(0)
})

test('it stops after what is in hand has ended, and at once where nothing is', async () => {
  const begun = Promise.withResolvers<void>()
  let ended = 0
  const stop = repeat(
    async () => {
      begun.resolve()
      await wait(100)
      ended += 1
    },
    1,
    () => {},
  )
  await begun.promise
  const [first] = await Promise.all([stop().then(() => ended), stop()])
  expect(first).toBe(1)
  await wait(50)
  expect(ended).toBe(1)
  await repeat(
    () => Promise.reject(new TypeError('never')),
    60_000,
    () => {},
  )()
})
