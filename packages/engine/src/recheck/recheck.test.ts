import { FailureError, transient } from '@rechtop/connector'
import { afterEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { EngineOptions } from '../create-engine.ts'

const day = 86_400_000
let vault: Vault
let work: Work
let isDown = false
afterEach(() => work.stop())

async function eraseOne(policy: Partial<EngineOptions['policy']> = {}): Promise<string> {
  isDown = false
  vault = createVault()
  vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
  const { find } = vault.connector
  const connector: typeof vault.connector = {
    ...vault.connector,
    find: (...asks) => (isDown ? Promise.reject(new FailureError(transient)) : find(...asks)),
  }
  const controller = { name: 'X', contact: 'x@x.example' }
  work = await startWork(
    { vault: connector },
    { policy: { controller, approval: { erasure: 'nobody' }, ...policy } },
  )
  const request = await work.settled(await work.engine.requests.erase(asked))
  expect(request.status).toBe('verified')
  return request.id
}

/** Lets so many days go by; an engine that starts looks at all that is due. */
async function after(days: number): Promise<void> {
  work.clock.ahead = days * day
  await work.restart()
}

const events = async (id: string): Promise<unknown> =>
  (await work.engine.requests.events(id)).slice(2).map(({ kind }) => kind)
const remembered = (): Promise<unknown[]> => work.rows('select remaining from rechtop.recheck')

test('is looked at again after 1, 7 and 30 days, and then nothing of the person is remembered', async () => {
  const id = await eraseOne()
  expect(await remembered()).toEqual([{ remaining: [7, 30] }])
  for (const [days, left] of [
    [1, [{ remaining: [30] }]],
    [7, [{ remaining: [] }]],
    [30, []],
  ] as const) {
    await after(days - 0.1)
    await after(days + 0.1)
    await expect.poll(remembered, { timeout: 20_000 }).toEqual(left)
  }
  expect(await events(id)).toEqual(['looked-again', 'looked-again', 'looked-again'])
  expect(await work.engine.requests.get(id)).toMatchObject({ status: 'verified', findings: [] })
})

test('somebody who is back after three days brings the request before a person on the seventh', async () => {
  const id = await eraseOne()
  await after(1.1)
  await expect.poll(() => events(id), { timeout: 20_000 }).toEqual(['looked-again'])
  vault.people.splice(0, 1, { email, footprints: 0, notes: [{ ref: '2', text: 'signed up again' }] })
  await after(7.1)
  const now = async (): Promise<unknown> => work.engine.requests.get(id)
  await expect.poll(now, { timeout: 20_000 }).toMatchObject({ status: 'awaiting-approval', closedAt: null })
  expect(await now()).toMatchObject({ findings: [{ code: 'CAME_BACK', system: 'vault', holding: 'notes' }] })
  // nobody is erased who came back of their own will
  expect(vault.people[0]?.notes).toHaveLength(1)
  expect(await remembered()).toEqual([])

  const plan = await work.engine.requests.plan(id)
  const approved = await work.engine.requests.approve({ id, digest: plan?.digest ?? '', actor: 'officer' })
  expect(await work.settled(approved)).toMatchObject({ status: 'verified' })
  expect(vault.people[0]?.notes).toEqual([])
  expect(await remembered()).toEqual([{ remaining: [7, 30] }])
})

test('a system that cannot be read then is asked again an hour later, and nothing is said of it', async () => {
  const id = await eraseOne()
  isDown = true
  await after(1.1)
  await expect.poll(() => events(id), { timeout: 20_000 }).toEqual(['not-looked-again'])
  expect(await work.rows('select attempts, remaining from rechtop.recheck')).toEqual([
    { attempts: 1, remaining: [7, 30] },
  ])
  isDown = false
  await after(1.2)
  await expect.poll(() => events(id), { timeout: 20_000 }).toEqual(['not-looked-again', 'looked-again'])
})

test('where the policy names no days, nothing is remembered', async () => {
  await eraseOne({ recheckDays: [] })
  expect(await remembered()).toEqual([])
})

test('what is remembered can be opened only at its place', async () => {
  await eraseOne()
  const [row] = await work.rows('select subject_sealed from rechtop.recheck')
  expect(JSON.stringify(row)).not.toContain(email)
  await work.rows(`update rechtop.recheck set subject_sealed = (select plan_sealed from rechtop.request)`)
  await after(1.1)
  await expect
    .poll(() => work.rows('select attempts from rechtop.recheck'), { timeout: 20_000 })
    .toEqual([{ attempts: 1 }])
})
