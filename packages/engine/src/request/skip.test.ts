import { failureOf, FailureError, permanent, type AnyConnector } from '@rechtop/connector'
import { afterEach, expect, test } from 'vitest'
import { createVault, type Vault } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'

let vault: Vault
let other: Vault
let work: Work
afterEach(() => work.stop())

async function start(change: (connector: AnyConnector) => Partial<AnyConnector>): Promise<void> {
  vault = createVault({ unread: true })
  other = createVault({ unread: true })
  for (const one of [vault, other]) {
    one.people.push({ email, footprints: 3, notes: [{ ref: '1', text: 'a note' }] })
  }
  work = await startWork({
    vault: { ...vault.connector, ...change(vault.connector) },
    other: other.connector,
  })
}

const refusesNotes = ({ erase }: AnyConnector): Partial<AnyConnector> => ({
  erase: async (orders, context) => {
    const done = await erase(
      orders.map((order) => ({ ...order, lines: order.lines.filter(({ holding }) => holding !== 'notes') })),
      context,
    )
    return orders.map(({ lines }, at) => {
      const answers = [...(done[at] ?? [])]
      return lines.map(({ holding }) =>
        holding === 'notes'
          ? ({ status: 'failed', done: 0, failure: permanent('it refuses') } as const)
          : (answers.shift() ?? ({ status: 'stale', refs: [] } as const)),
      )
    })
  },
})
const isDown = (): Partial<AnyConnector> => ({
  find: () => Promise.reject(new FailureError(failureOf(new TypeError('down')))),
})

test('a holding that a system will not erase is left as it is, and the request ends incomplete, not verified', async () => {
  await start(refusesNotes)
  const stuck = await work.settled(await work.engine.requests.erase(asked))
  expect(stuck).toMatchObject({ status: 'needs-attention', reason: 'left-over' })
  expect(stuck.availableActions).toContain('skip')
  const place = { id: stuck.id, system: 'vault', holding: 'notes' }
  const skip = { ...place, why: 'the archive is read-only', actor: 'officer' }
  const skipped = await work.settled(await work.engine.requests.skip(skip))
  expect(skipped.status).toBe('incomplete')
  const finding = { code: 'SKIPPED', system: 'vault', holding: 'notes' }
  expect(skipped.findings).toContainEqual(expect.objectContaining(finding))
  expect(vault.people[0]).toMatchObject({ footprints: 0, notes: [{ ref: '1' }] })
  expect(other.people[0]).toMatchObject({ footprints: 0, notes: [] })
  // the address may be gone with the rest: what was left must be found again all the same
  const known = await work.rows('select system, fingerprints from rechtop.ledger_identifier')
  expect(known).toEqual([{ system: 'vault', fingerprints: [] }])
  const kept = await work.rows(`select system, holding, count from rechtop.ledger where action = 'skipped'`)
  expect(kept).toEqual([{ system: 'vault', holding: 'notes', count: 1 }])
  expect(await work.rows('select system, status from rechtop.run order by round, system')).toEqual([
    { system: 'other', status: 'verified' },
    { system: 'vault', status: 'failed' },
  ])
  const events = await work.engine.requests.events(stuck.id)
  expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
    ['ordered', null],
    ['left-over', null],
    ['skipped', 'officer'],
    ['nothing-ordered', null],
    ['ended-incomplete', null],
  ])
})

test('a system that cannot be reached is left out, and the others are carried out', async () => {
  await start(isDown)
  const created = await work.engine.requests.erase(asked)
  const { id } = await work.settled(created, ({ status }) => status === 'waiting')
  expect(await work.engine.requests.get(id)).toMatchObject({ reason: 'unreachable' })
  const skip = { id, system: 'vault', why: 'it was switched off for good', actor: 'officer' }
  const skipped = await work.settled(await work.engine.requests.skip(skip))
  expect(skipped.status).toBe('incomplete')
  const finding = { code: 'SKIPPED', system: 'vault', holding: null }
  expect(skipped.findings).toContainEqual(expect.objectContaining(finding))
  expect(vault.people[0]).toMatchObject({ footprints: 3 })
  expect(other.people[0]).toMatchObject({ footprints: 0, notes: [] })
})

test('what is no place, or no request that is stuck, is refused and changes nothing', async () => {
  await start(isDown)
  const created = await work.engine.requests.erase(asked)
  const { id } = await work.settled(created, ({ status }) => status === 'waiting')
  const code = async (input: { system: string; holding?: string }): Promise<unknown> =>
    work.engine.requests.skip({ id, why: 'x', actor: 'officer', ...input })
  expect(await code({ system: 'nowhere' })).toMatchObject({
    errors: [{ code: 'UNKNOWN_PLACE', path: ['system'] }],
  })
  expect(await code({ system: 'vault', holding: 'nothing' })).toMatchObject({
    errors: [{ code: 'UNKNOWN_PLACE', path: ['holding'] }],
  })
  await work.engine.requests.cancel({ id, actor: 'officer' })
  expect(await code({ system: 'vault' })).toMatchObject({ errors: [{ code: 'NOT_POSSIBLE_NOW' }] })
  expect(await work.rows('select 1 from rechtop.request_skip')).toEqual([])
})
