import { expect, test } from 'vitest'
import { CANARY, expectErasedOnce, idOf, people, ticketsOf, wholePerson } from './erased-person.ts'
import { eraseTickets, eraseUsers, openAccount, type Line } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

test('a person goes with open, solved and closed tickets, once, and nobody else is touched', async () => {
  const account = await openAccount(people)
  const before = account.fake.dump()
  const outcomes = await account.eraseToEnd(idOf(account), wholePerson(account))
  expect(outcomes).toEqual([
    { status: 'done', count: 3 },
    { status: 'done', count: 1 },
  ])
  expectErasedOnce(account, before, 'plain')
  expect(await account.find([{ kind: 'email', value: `${CANARY}.anna@example.org` }])).toEqual([
    { status: 'absent', by: ['email'] },
  ])
})

test('erasing again finds nothing left to do and changes nothing', async () => {
  const account = await openAccount(people)
  const lines = wholePerson(account)
  await account.eraseToEnd(idOf(account), lines)
  const { users, tickets, identities } = account.fake.dump()
  expect(await account.eraseToEnd(idOf(account), lines)).toEqual([
    { status: 'done', count: 0 },
    { status: 'done', count: 0 },
  ])
  expect(account.fake.dump()).toMatchObject({ users, tickets, identities })
})

test('the user waits for their tickets, also when the lines stand the other way round', async () => {
  const account = await openAccount(people)
  const outcomes = await account.erase(idOf(account), wholePerson(account).toReversed())
  expect(outcomes).toMatchObject([
    { status: 'failed', failure: { code: 'blocked', by: 'tickets' } },
    { status: 'pending' },
  ])
})

test('a ticket that nobody ordered and that is not closed keeps the user', async () => {
  const account = await openAccount(people)
  const [, solved, closed] = ticketsOf(account)
  const outcomes = await account.eraseToEnd(idOf(account), [
    eraseTickets([solved ?? '', closed ?? '']),
    eraseUsers([idOf(account)]),
  ])
  expect(outcomes).toEqual([
    { status: 'done', count: 2 },
    { status: 'failed', failure: { code: 'blocked', by: 'a ticket that is not closed' }, done: 0 },
  ])
  const after = account.fake.dump()
  expect(after.tickets.filter(({ stage }) => stage === 'live')).toHaveLength(4)
  expect(after.users.every(({ active }) => active)).toBe(true)
})

test('a user whom staff deleted waits for the tickets all the same', async () => {
  const account = await openAccount(people)
  Object.assign(account.fake.state.users.find(({ id }) => String(id) === idOf(account)) ?? {}, {
    active: false,
  })
  expect(await account.erase(idOf(account), [eraseUsers([idOf(account)])])).toMatchObject([
    { status: 'failed', failure: { code: 'blocked' } },
  ])
  expect(account.fake.effects).toEqual([])
})

test('the user is done only when every product has completed and the name is gone', async () => {
  const account = await openAccount({ users: [{ name: 'Anna', email: 'anna@example.org' }] })
  const id = idOf(account)
  const waits: number[] = []
  let [outcome] = await account.erase(id, [eraseUsers([id])])
  while (outcome?.status === 'pending') {
    waits.push((outcome.checkAfter.getTime() - account.context.now().getTime()) / 1000)
    account.wait(400)
    const token = outcome.token ?? null
    ;[outcome] = await account.erase(id, [{ ...eraseUsers([id]), token }])
  }
  expect(outcome).toEqual({ status: 'done', count: 1 })
  expect(waits).toEqual([2, 4, 8, 16, 32])
  expect(account.fake.dump().users.find((user) => String(user.id) === id)?.name).toBe(
    'Permanently Deleted User',
  )
})

test('somebody else’s ticket or user is stale, and nothing is deleted', async () => {
  const account = await openAccount(people)
  const hers = account.seeded[1]
  const lines = [eraseTickets([...ticketsOf(account), hers?.tickets[0] ?? '']), eraseUsers([hers?.id ?? ''])]
  expect(await account.erase(idOf(account), lines)).toEqual([
    { status: 'stale', refs: [hers?.tickets[0]] },
    { status: 'stale', refs: [hers?.id] },
  ])
  expect(await account.erase(idOf(account), [eraseTickets(['1,2', 'x'])])).toEqual([
    { status: 'stale', refs: ['1,2', 'x'] },
  ])
  expect(account.fake.effects).toEqual([])
})

test('who has become a colleague is not deleted', async () => {
  const account = await openAccount({ users: [{ name: 'Anna', email: 'anna@example.org', role: 'agent' }] })
  const id = idOf(account)
  expect(await account.erase(id, [eraseUsers([id])])).toEqual([{ status: 'stale', refs: [id] }])
  expect(account.fake.effects).toEqual([])
})

test('a completed job with a failed row is a failure that names the ticket', async () => {
  const account = await openAccount({
    users: [
      {
        name: 'Anna',
        email: 'anna@example.org',
        tickets: [{ subject: 'a' }, { subject: 'b', undeletable: true }],
      },
    ],
  })
  const [outcome] = await account.eraseToEnd(idOf(account), [eraseTickets(ticketsOf(account))])
  expect(outcome).toEqual({
    status: 'failed',
    failure: { code: 'permanent', detail: 'Zendesk did not delete some of the tickets' },
    done: 1,
    refs: [ticketsOf(account)[1]],
  })
})

test('a job that still runs is waited for, not started again', async () => {
  const account = await openAccount(people, { delays: { job: 60_000 } })
  const line = eraseTickets(ticketsOf(account))
  const [first] = await account.erase(idOf(account), [line])
  if (first?.status !== 'pending') throw new Error('not pending')
  account.wait(1000)
  const [second] = await account.erase(idOf(account), [{ ...line, token: first.token ?? null }])
  expect(second).toMatchObject({ status: 'pending', token: { jobs: [{ refs: ticketsOf(account) }] } })
  expect(account.fake.effects.map(({ effect }) => effect)).toEqual(['job queued'])
})

test('a path that Zendesk does not know is no proof that anybody is gone', async () => {
  const account = await openAccount(people)
  account.fake.fault({ answer: 404, times: 2 })
  const lines = [eraseTickets(ticketsOf(account)), eraseUsers([idOf(account)])]
  for (const line of lines) {
    const [outcome] = await account.erase(idOf(account), [line])
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'permanent' } })
  }
})

test('tickets that appear late among the deleted ones are waited for', async () => {
  const account = await openAccount(people, { delays: { deletedList: 30_000 } })
  const outcomes = await account.eraseToEnd(idOf(account), [eraseTickets(ticketsOf(account))])
  expect(outcomes).toEqual([{ status: 'done', count: 3 }])
  expect(account.fake.effects.filter(({ effect }) => effect === 'ticket scrubbed')).toHaveLength(3)
})

test('more than a hundred tickets go in as many jobs as it takes', async () => {
  const tickets = Array.from({ length: 250 }, () => ({ subject: CANARY, comments: [{ body: CANARY }] }))
  const account = await openAccount({ users: [{ name: 'Anna', email: 'anna@example.org', tickets }] })
  const outcomes = await account.eraseToEnd(idOf(account), [eraseTickets(ticketsOf(account))])
  expect(outcomes).toEqual([{ status: 'done', count: 250 }])
  expect(account.fake.effects.filter(({ effect }) => effect === 'job queued')).toHaveLength(6)
  expect(JSON.stringify(account.fake.dump())).not.toContain(CANARY)
})

test('single fields can’t be erased', async () => {
  const account = await openAccount(people)
  const { key, select } = eraseTickets(ticketsOf(account))
  const line: Line = { key, select, holding: 'tickets', action: 'reduce', fields: ['comments'] }
  expect(await account.erase(idOf(account), [line])).toMatchObject([{ status: 'unsupported' }])
  expect(account.fake.effects).toEqual([])
})

test('a limit reached says until when, and the neighbour’s order goes on', async () => {
  const account = await openAccount(people)
  account.fake.fault({ path: new RegExp(idOf(account)), answer: 429, retryAfter: '20' })
  const orders = account.seeded
    .slice(0, 3)
    .map(({ id }) => ({ locator: { userId: id }, lines: [eraseUsers([id])] }))
  const outcomes = await zendesk.erase(orders, account.context)
  const retryAfter = new Date('2026-03-01T12:00:20Z')
  expect(outcomes).toMatchObject([
    [{ status: 'failed', failure: { code: 'rate-limited', retryAfter } }],
    [{ status: 'failed', failure: { code: 'blocked' } }],
    [{ status: 'failed', failure: { code: 'blocked' } }],
  ])
})

test('the answer that repeats name and address goes nowhere', async () => {
  const account = await openAccount({ users: [{ name: CANARY, email: `${CANARY}@example.org` }] })
  const id = idOf(account)
  const outcomes = await account.erase(id, [eraseUsers([id])])
  const echo = account.fake.log.find(
    ({ method, path }) => method === 'DELETE' && path.includes('deleted_users'),
  )
  expect(echo?.status).toBe(200)
  expect(JSON.stringify([outcomes, account.logged])).not.toContain(CANARY)
})
