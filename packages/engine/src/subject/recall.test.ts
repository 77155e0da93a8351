import { permanent, type AnyConnector } from '@rechtop/connector'
import { afterEach, expect, test } from 'vitest'
import { createVault, type Vault, type VaultOptions } from '../../test/vault.ts'
import { asked, email, startWork, type Work } from '../../test/work.ts'
import type { EngineOptions } from '../create-engine.ts'
import type { Request } from '../request/request.ts'

const customerNumber = 'C-1'
const person = { email, customerNumber }

let book: Vault
let archive: Vault
let work: Work
afterEach(() => work.stop())

/** A book that finds by e-mail address, and an archive to which only the number leads that stands in the book. */
async function start(
  change: (connector: AnyConnector) => Partial<AnyConnector> = () => ({}),
  options: VaultOptions = {},
  policy: Partial<EngineOptions['policy']> = {},
): Promise<void> {
  book = createVault()
  archive = createVault({ ...options, by: ['customerNumber'] })
  const learned = [{ kind: 'customerNumber', value: customerNumber, of: 'person' } as const]
  const find: AnyConnector['find'] = async (subjects, context) => {
    const found = await book.connector.find(subjects, context)
    return found.map((one) =>
      // the book knows the number as long as something stands there
      one.status === 'found' && (book.people[0]?.notes.length ?? 0) > 0
        ? { ...one, matches: one.matches.map((match) => ({ ...match, learned })) }
        : ({ status: 'absent', by: ['email'] } as const),
    )
  }
  const common = {
    controller: { name: 'X', contact: 'x@x.example' },
    approval: { erasure: 'nobody' },
  } as const
  work = await startWork(
    {
      archive: { ...archive.connector, ...change(archive.connector) },
      book: { ...book.connector, find },
    },
    { policy: { ...common, ...policy } },
  )
  book.people.push({ ...person, footprints: 0, notes: [{ ref: '1', text: 'a note' }] })
  archive.people.push({ ...person, footprints: 0, notes: [{ ref: '2', text: 'another' }] })
}

const erase = async (): Promise<Request> => work.settled(await work.engine.requests.erase(asked))

/** Who asks again is found at the archive, and a person is asked; when they say yes, it is erased there. */
async function expectFoundAgain(): Promise<void> {
  const again = await erase()
  expect(again.findings).toContainEqual(expect.objectContaining({ code: 'UNDECIDED', system: 'archive' }))
  const matches = (await work.engine.requests.systems(again.id)).flatMap((one) => one.matches)
  expect(matches).toEqual([
    expect.objectContaining({ system: 'archive', standing: 'possible', fromLedger: true }),
  ])
  const decision = { id: again.id, match: matches[0]?.id ?? '', isSubject: true, actor: 'officer' }
  const decided = await work.settled(await work.engine.requests.decideMatch(decision))
  expect(decided.status).toBe('verified')
}

test('a system that was left out is known by the place where the person was, whatever had led there', async () => {
  let isClosed = true
  await start(({ erase: doErase }) => ({
    erase: (orders, context) => (isClosed ? refuse(orders) : doErase(orders, context)),
  }))
  const stuck = await erase()
  expect(stuck.status).toBe('needs-attention')
  const skip = { id: stuck.id, system: 'archive', why: 'it moves', actor: 'officer' }
  expect((await work.settled(await work.engine.requests.skip(skip))).status).toBe('incomplete')
  expect(book.people[0]?.notes).toEqual([])
  isClosed = false
  await expectFoundAgain()
  expect(archive.people[0]?.notes).toEqual([])
})

test('a place that was planned is known, though its system does not answer when the plan is carried out', async () => {
  let isDown = false
  await start(
    ({ find: doFind }) => ({
      find: (subjects, context) =>
        isDown ? Promise.reject(new TypeError('down')) : doFind(subjects, context),
    }),
    {},
    { approval: { erasure: 'one-person' } },
  )
  const { id } = await erase()
  isDown = true
  const approve = async (): Promise<Request> => {
    const digest = (await work.engine.requests.plan(id))?.digest ?? ''
    const approved = await work.engine.requests.approve({ id, digest, actor: 'officer' })
    return work.settled(approved, ({ status }) => status === 'awaiting-approval' || status === 'waiting')
  }
  expect((await approve()).status).toBe('awaiting-approval')
  expect(await approve()).toMatchObject({ status: 'waiting', reason: 'unreachable' })
  expect(book.people[0]?.notes).toEqual([])
  const skip = { id, system: 'archive', why: 'it is gone', actor: 'officer' }
  expect((await work.settled(await work.engine.requests.skip(skip))).status).toBe('incomplete')
  isDown = false
  const again = await erase()
  expect(again.findings).toContainEqual(expect.objectContaining({ code: 'UNDECIDED', system: 'archive' }))
})

test('a plan that was approved is found again as it was, whatever leads to what', async () => {
  await start(undefined, {}, { approval: { erasure: 'one-person' } })
  const { id } = await erase()
  const digest = (await work.engine.requests.plan(id))?.digest ?? ''
  const approved = await work.settled(await work.engine.requests.approve({ id, digest, actor: 'officer' }))
  expect(approved.status).toBe('verified')
  expect([book.people[0]?.notes, archive.people[0]?.notes]).toEqual([[], []])
})

test('whom only what a match taught before any work leads to is asked about, when that is gone', async () => {
  await start(undefined, {}, { approval: { erasure: 'one-person' } })
  const { id } = await erase()
  const digest = (await work.engine.requests.plan(id))?.digest ?? ''
  // the number stood in a record with the wrong address, which was mended; or the record is gone
  book.people.length = 0
  await work.settled(await work.engine.requests.approve({ id, digest, actor: 'officer' }))
  const request = await work.engine.requests.get(id)
  expect(request?.findings).toContainEqual(expect.objectContaining({ code: 'UNDECIDED', system: 'archive' }))
  expect(request?.status).toBe('needs-attention')
  expect(archive.people[0]?.notes).toHaveLength(1)
})

test('after a cancel a place is known that nobody got to, when what led there may be gone', async () => {
  let isClosed = true
  await start(({ erase: doErase }) => ({
    erase: (orders, context) => (isClosed ? refuse(orders) : doErase(orders, context)),
  }))
  const stuck = await erase()
  await work.engine.requests.cancel({ id: stuck.id, actor: 'officer' })
  expect(book.people[0]?.notes).toEqual([])
  isClosed = false
  await expectFoundAgain()
  expect(archive.people[0]?.notes).toEqual([])
})

test('a place where only a set stays is known while there is something in it', async () => {
  await start(undefined, { keeps: true })
  for (const one of archive.people) Object.assign(one, { footprints: 3 })
  expect((await erase()).status).toBe('verified')
  expect(archive.people[0]).toMatchObject({ footprints: 3, notes: [] })
  await expectFoundAgain()
  for (const one of archive.people) one.footprints = 0
  expect(await erase()).toMatchObject({ status: 'verified', findings: [] })
})

test('a place of which the system shows nothing is asked about as long as something may be there', async () => {
  await start(() => ({ erase: refuse }), { unread: true })
  const stuck = await erase()
  await work.engine.requests.cancel({ id: stuck.id, actor: 'officer' })
  for (const one of archive.people) one.notes = []
  const again = await erase()
  expect(again.findings).toContainEqual(expect.objectContaining({ code: 'UNDECIDED', system: 'archive' }))
})

test('after a cancel a place where nothing is any more leads nowhere, and one that nothing stays at is not remembered', async () => {
  await start(() => ({ erase: refuse }), {}, { recheckDays: [1] })
  const stuck = await erase()
  await work.engine.requests.cancel({ id: stuck.id, actor: 'officer' })
  for (const one of archive.people) one.notes = []
  expect(await work.rows(`select 1 from rechtop.ledger_identifier where system = 'archive'`)).not.toEqual([])
  expect(await erase()).toMatchObject({ status: 'verified', findings: [] })
  // a system in the middle of a restore is empty too
  expect(await work.rows(`select 1 from rechtop.ledger_identifier where system = 'archive'`)).not.toEqual([])
  work.clock.ahead = 100_000_000
  await work.restart()
  const known = (): Promise<unknown> => work.rows('select 1 from rechtop.ledger_identifier')
  await expect.poll(known, { timeout: 20_000 }).toEqual([])
  book.people[0]?.notes.push({ ref: '3', text: 'a third' })
  expect((await erase()).status).toBe('verified')
  expect(await work.rows('select 1 from rechtop.ledger_identifier')).toEqual([])
})

function refuse(orders: Parameters<AnyConnector['erase']>[0]): ReturnType<AnyConnector['erase']> {
  const failed = { status: 'failed', done: 0, failure: permanent('it refuses') } as const
  return Promise.resolve(orders.map(({ lines }) => lines.map(() => failed)))
}
