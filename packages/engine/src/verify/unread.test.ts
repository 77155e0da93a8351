import { permanent, transient, type AnyConnector } from '@rechtop/connector'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, reason, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import { storedLines } from '../../test/stored-lines.ts'

let vault: Vault
let work: Work
afterEach(() => work.stop())

/** The same vault, with something else in the place of one verb. */
async function start(
  change: (connector: AnyConnector) => Partial<AnyConnector> = () => ({}),
  options: Parameters<typeof startWork>[1] = {},
): Promise<void> {
  vault = createVault({ unread: true })
  vault.people.push({ email, footprints: 3, notes: [{ ref: '1', text: 'a note' }] })
  work = await startWork({ vault: { ...vault.connector, ...change(vault.connector) } }, options)
}

const unverifiable = {
  code: 'UNVERIFIABLE',
  system: 'vault',
  holding: 'footprints',
  count: 0,
  message: expect.stringContaining(reason),
}

test('what is never shown is erased without a look, and the request is verified with a word on it', async () => {
  await start(() => ({
    count: () => Promise.reject(new TypeError('what is never shown was counted')),
  }))
  const request = await work.settled(await work.engine.requests.erase(asked))
  expect(request).toMatchObject({ status: 'verified', findings: [unverifiable] })
  expect(vault.people).toEqual([{ email, footprints: 0, notes: [] }])
  expect(vault.erased.toSorted()).toEqual(['footprints', 'notes'])
  const lines = await work.rows(`select holding, line.status from ${storedLines} order by holding`)
  expect(lines).toEqual([
    { holding: 'footprints', status: 'done' },
    { holding: 'notes', status: 'done' },
  ])
  expect(await work.rows('select holding, action, count from rechtop.ledger order by holding')).toEqual([
    { holding: 'footprints', action: 'erased', count: 0 },
    { holding: 'notes', action: 'erased', count: 1 },
  ])
})

test('where the system did not do it, the request is not verified', async () => {
  await start(({ erase }) => ({
    erase: async (orders, context) => {
      const outcomes = await erase(orders, context)
      return orders.map(({ lines }, at) =>
        lines.map(({ holding }, on) => {
          const done = outcomes[at]?.[on]
          if (done === undefined || holding !== 'footprints') return done ?? { status: 'stale', refs: [] }
          return { status: 'failed', failure: permanent('not today'), done: 0 }
        }),
      )
    },
  }))
  const request = await work.settled(await work.engine.requests.erase(asked))
  expect(request).toMatchObject({
    status: 'needs-attention',
    findings: [{ code: 'FAILED', holding: 'footprints', message: 'not today' }, unverifiable],
  })
  expect(await work.rows('select 1 from rechtop.ledger')).toEqual([])
})

describe('what was confirmed', () => {
  test('is not ordered again when another system could not be read, nor approved again', async () => {
    let isDown = false
    const other = createVault()
    await start()
    await work.stop()
    const find: AnyConnector['find'] = async (subjects, context) =>
      isDown
        ? subjects.map(() => ({ status: 'failed', failure: transient }))
        : other.connector.find(subjects, context)
    const policy = { controller: { name: 'X', contact: 'x@x.example' } }
    work = await startWork({ vault: vault.connector, other: { ...other.connector, find } }, { policy })
    const created = await work.engine.requests.erase(asked)
    const { id } = await work.settled(created, ({ status }) => status === 'awaiting-approval')
    const plan = await work.engine.requests.plan(id)
    isDown = true
    work.engine.requests.approve({ id, digest: plan?.digest ?? '', actor: 'test' })
    await work.settled(created, ({ runs, status }) => runs.length > 0 && status === 'waiting')
    expect(vault.erased.toSorted()).toEqual(['footprints', 'notes'])
    isDown = false
    work.clock.ahead += 900_000
    await work.restart()
    const request = await work.settled(created)
    expect(request).toMatchObject({ status: 'verified', findings: [unverifiable] })
    expect(vault.erased.toSorted()).toEqual(['footprints', 'notes'])
  })

  test('is not ordered again in a new round', async () => {
    let isNew = true
    await start(({ erase }) => ({
      erase: async (orders, context) => {
        const outcomes = await erase(orders, context)
        if (isNew) vault.people[0]?.notes.push({ ref: '2', text: 'came later' })
        isNew = false
        return outcomes
      },
    }))
    const request = await work.settled(await work.engine.requests.erase(asked))
    expect(request.status).toBe('verified')
    expect(await work.rows(`select round, holding from ${storedLines} order by 1, 2`)).toEqual([
      { round: 1, holding: 'footprints' },
      { round: 1, holding: 'notes' },
      { round: 2, holding: 'notes' },
    ])
  })
})

test('the subject reads in their export what is held and never shown', async () => {
  await start()
  const request = await work.settled(await work.engine.requests.access(asked))
  const pieces = await work.engine.requests.download(request.id)
  const document = JSON.parse((await Array.fromAsync(pieces ?? [])).join(''))
  expect(document.records).toHaveLength(1)
  expect(document.systems[0].holdings).toMatchObject([
    { holding: 'notes', neverShown: null },
    { holding: 'footprints', type: 'VaultFootprint', neverShown: reason },
  ])
})
