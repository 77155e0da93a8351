import { FailureError, permanent } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { callSystem } from './call-system.ts'
import type { System } from './system.ts'

const system = (failure: System['failure'] = null): System => ({
  id: 's',
  // never reached: the calls are the tests' own
  connector: Object.create(null),
  hosts: [],
  context: (signal) => ({ config: null, client: null, signal, now: () => new Date(), log: () => {} }),
  failure,
})
const patient = new AbortController().signal
const never = (): Promise<never> => new Promise(() => {})

test('a system that does not answer fails as transient, even when it ignores its signal', async () => {
  const call = callSystem(system(), 20, patient, never)
  await expect(call).rejects.toMatchObject({ name: 'FailureError', failure: { code: 'transient' } })
})

test('a caller that gives up gets its own reason back', async () => {
  const caller = new AbortController()
  const call = callSystem(system(), 60_000, caller.signal, never)
  caller.abort(new Error('gone'))
  await expect(call).rejects.toThrow('gone')
})

test('what is thrown is a failure from the closed set, and no text of the driver’s', async () => {
  const leaking = callSystem(system(), 1000, patient, () => Promise.reject(new Error('sanne@example.nl')))
  await expect(leaking).rejects.toThrow(/^transient$/)
  const known = callSystem(system(), 1000, patient, () =>
    Promise.reject(new FailureError(permanent('no such table'))),
  )
  await expect(known).rejects.toMatchObject({ failure: { code: 'permanent' } })
})

test('a system that could not be opened is not called', async () => {
  let called = false
  const call = callSystem(system({ code: 'auth' }), 1000, patient, async () => {
    called = true
  })
  await expect(call).rejects.toMatchObject({ failure: { code: 'auth' } })
  expect(called).toBe(false)
})
