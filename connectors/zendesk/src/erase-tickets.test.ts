import { expect, test } from 'vitest'
import { eraseTickets, openAccount } from './fake-account.ts'
import { idOf, ticketsOf, two } from './two-people.ts'

test('a ticket of somebody else that staff deleted is not deleted for ever', async () => {
  const account = await openAccount(two)
  const [his = ''] = ticketsOf(account, 0)
  const ticket = account.fake.state.tickets.find(({ id }) => String(id) === his)
  const at = account.context.now().toISOString()
  Object.assign(ticket ?? {}, { stage: 'deleted', deleted_at: at, updated_at: at })
  const [outcome] = await account.eraseToEnd(idOf(account), [eraseTickets([his])])
  expect(outcome).toEqual({ status: 'stale', refs: [his] })
  expect(ticket).toMatchObject({ stage: 'deleted', comments: [{}] })
})

test.each([
  ['listed late', { deletedList: 45_000 }],
  ['listed soon', {}],
])(
  'tickets, %s, whose first job was lost sight of, one of them archived, end deleted for ever',
  async (_name, delays) => {
    const account = await openAccount(two, { delays })
    const lines = [eraseTickets(ticketsOf(account))]
    await account.erase(idOf(account), lines)
    account.wait(2000)
    // nothing is known of what was begun
    const [outcome] = await account.eraseToEnd(idOf(account), lines)
    expect(outcome?.status).toBe('done')
    const own = account.fake
      .dump()
      .tickets.filter(({ requester_id }) => String(requester_id) === idOf(account))
    expect(own.map(({ stage }) => stage)).toEqual(['scrubbed', 'scrubbed'])
  },
)

test('tickets that stay among the deleted ones are a failure, however often a job has run', async () => {
  const account = await openAccount(two, { delays: { deletedList: 86_400_000 } })
  const [outcome] = await account.eraseToEnd(idOf(account), [eraseTickets(ticketsOf(account))])
  expect(outcome).toMatchObject({ status: 'failed', refs: ticketsOf(account), done: 0 })
})

test('what was begun is finished when somebody else comes into another of the tickets, and that one stays', async () => {
  const account = await openAccount(two)
  const [hers = '', closed = ''] = ticketsOf(account)
  const line = eraseTickets([hers, closed])
  const [one, other] = [hers, closed].map((id) =>
    account.fake.state.tickets.find((ticket) => String(ticket.id) === id),
  )
  Object.assign(other ?? {}, { undeletable: true })
  const [first] = await account.erase(idOf(account), [line])
  account.wait(2000)
  const his = account.fake.state.tickets[0]?.comments[0]
  if (his !== undefined) other?.comments.push({ ...his, id: 5 })
  const token = first?.status === 'pending' ? (first.token ?? null) : null
  const outcomes = await account.eraseToEnd(idOf(account), [{ ...line, token }])
  expect(outcomes).toEqual([{ status: 'stale', refs: [closed] }])
  expect([one?.stage, other?.stage]).toEqual(['scrubbed', 'live'])
})

test('a ticket that is nowhere any more counts as gone, and is no deletion of ours', async () => {
  const account = await openAccount(two)
  const refs = ticketsOf(account)
  const first = account.fake.state.tickets.findIndex(({ id }) => String(id) === refs[0])
  account.fake.state.tickets.splice(first, 1)
  const outcomes = await account.eraseToEnd(idOf(account), [eraseTickets(refs)])
  expect(outcomes).toEqual([{ status: 'done', count: refs.length - 1 }])
  const scrubs = account.fake.effects.filter(({ effect }) => effect === 'ticket scrubbed')
  expect(scrubs.map(({ id }) => String(id))).toEqual(refs.slice(1))
})

test('jobs that are killed every time end as a failure', async () => {
  const account = await openAccount(two)
  let line = eraseTickets(ticketsOf(account))
  for (let round = 0; round < 20; round++) {
    const [outcome] = await account.erase(idOf(account), [line])
    if (outcome?.status !== 'pending') {
      expect(outcome).toMatchObject({ status: 'failed', refs: ticketsOf(account), done: 0 })
      return
    }
    line = { ...line, token: outcome.token ?? null }
    account.fake.state.jobs.splice(0)
    account.wait(60_000)
  }
  throw new Error('it does not end')
})

test('a job that was killed is not waited for: what it left is done by another', async () => {
  const account = await openAccount(two)
  const line = eraseTickets(ticketsOf(account))
  const [first] = await account.erase(idOf(account), [line])
  account.fake.state.jobs.splice(0)
  const token = first?.status === 'pending' ? (first.token ?? null) : null
  const outcomes = await account.eraseToEnd(idOf(account), [{ ...line, token }])
  expect(outcomes).toEqual([{ status: 'done', count: 2 }])
})

test('a ticket among the deleted ones, of which nothing shows who asked, is stale and stays there', async () => {
  const account = await openAccount(two)
  const [hers = ''] = ticketsOf(account)
  const ticket = account.fake.state.tickets.find(({ id }) => String(id) === hers)
  const deleted_at = account.context.now().toISOString()
  Object.assign(ticket ?? {}, { stage: 'deleted', deleted_at, updated_at: '2020-01-01T00:00:00Z' })
  const outcomes = await account.eraseToEnd(idOf(account), [eraseTickets([hers])])
  expect(outcomes).toEqual([{ status: 'stale', refs: [hers] }])
  expect(ticket).toMatchObject({ stage: 'deleted', comments: [{}] })
})

test('a result without a number says nothing of the other tickets of its job', async () => {
  const account = await openAccount(two)
  const refs = ticketsOf(account)
  const [hers] = refs
  const line = eraseTickets(refs)
  const [first] = await account.erase(idOf(account), [line])
  // the job did one of the two, and tells of it as it tells of a single ticket
  const moment = account.context.now().toISOString()
  const ticket = account.fake.state.tickets.find(({ id }) => String(id) === hers)
  Object.assign(ticket ?? {}, { stage: 'deleted', deleted_at: moment, updated_at: moment })
  const row = { action: 'delete', id: Number(hers), status: 'Deleted', success: true } as const
  for (const job of account.fake.state.jobs) job.results = [row]
  const token = first?.status === 'pending' ? (first.token ?? null) : null
  expect(await account.eraseToEnd(idOf(account), [{ ...line, token }])).toEqual([
    { status: 'done', count: 2 },
  ])
})
