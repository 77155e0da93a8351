import { expect, test } from 'vitest'
import { wholePerson, type FakeState } from '../fake/index.ts'
import { byEmail, linesFor, openAccount, type Account } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

const { seed, email: anna, otherEmail: work, neighbour: bert, hers: traces } = wholePerson

async function forget(account: Account): Promise<void> {
  const [located] = await account.find([byEmail(work)])
  if (located?.status !== 'found') throw new Error('not found')
  const { length, 0: match } = located.matches
  expect(length).toBe(1)
  const userId = match && 'userId' in match.locator ? match.locator.userId : ''
  const outcomes = await account.eraseToEnd(userId, linesFor(await account.export(userId)))
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'done'])
}

test('a person with tickets of every kind is found by a second address, told whole, and forgotten but for the residue', async () => {
  const account = await openAccount(seed)
  const id = account.seeded[1]?.id ?? ''
  const told = await account.export(id)
  const counts = Object.groupBy(told, ({ holding }) => holding)
  expect(
    Object.fromEntries(Object.entries(counts).map(([holding, items]) => [holding, items?.length])),
  ).toEqual({
    users: 1,
    tickets: 6,
    // one with Bert, one in which she is a copy, and one that names her
    sharedTickets: 3,
    suspendedTickets: 1,
    chats: 1,
  })
  const before = account.fake.dump()
  await forget(account)

  const after = account.fake.dump()
  const text = JSON.stringify(after)
  for (const hers of traces) {
    expect(text, hers).not.toContain(hers)
  }
  expect(stateOf(after, ['Bert Bos', 'Cas Cox'])).toEqual(stateOf(before, ['Bert Bos', 'Cas Cox']))
  expect(after.suspendedTickets).toMatchObject([{ author: { email: bert } }])
  expect(after.chats).toMatchObject([{ visitor: { email: bert } }])
  expect(account.fake.log.filter(({ status }) => status === 422)).toEqual([])

  const [, , cas] = account.seeded
  const kept = after.tickets.find((ticket) => String(ticket.id) === cas?.tickets[0])
  expect(kept).toMatchObject({
    stage: 'live',
    status: 'open',
    email_cc_ids: [],
    subject: 'Question for ▇▇▇▇ ▇▇ ▇▇▇',
  })
  expect(kept?.comments.map(({ html_body }) => html_body.replaceAll(/<[^>]*>/g, ''))).toEqual([
    'When is it due?',
    '▇▇▇▇▇▇ ▇▇ ▇▇▇▇▇▇',
  ])
  expect(kept?.comments[1]?.attachments).toMatchObject([{ file_name: 'redacted.txt', size: 0, text: '' }])
  // the residue that the holding names
  expect(kept?.comments[1]?.metadata.system.ip_address).toBe('203.0.113.7')
  expect(zendesk.holdings.sharedTickets.residue?.map(({ what }) => what).join()).toContain('IP address')

  const berts = after.tickets.find((ticket) => String(ticket.id) === account.seeded[0]?.tickets[0])
  expect(berts?.comments.map(({ html_body }) => html_body)).toEqual([
    expect.stringContaining('The bill went to ▇▇▇▇ ▇▇ ▇▇▇ &lt;▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇&gt;, ask her.'),
    expect.stringContaining('Joanna de Wit, of anna.de.wit@example.org.be, is somebody else.'),
  ])
  const both = after.tickets.find((ticket) => String(ticket.id) === account.seeded[1]?.tickets[6])
  expect(both).toMatchObject({
    stage: 'live',
    // residue: a closed ticket cannot be changed
    subject: 'With Bert',
    comments: [{}, { html_body: expect.stringContaining('I agree') }],
  })
})

test('each destructive thing happens once, tickets before their user, and looking again finds nobody', async () => {
  const account = await openAccount(seed)
  await forget(account)
  const effects = account.fake.effects.map(({ effect, id }) => `${effect} ${id}`)
  const destructive = effects.filter((effect) => !effect.startsWith('ticket updated'))
  expect(destructive).toEqual([...new Set(destructive)])
  const user = effects.findIndex((effect) => effect.startsWith('user deleted'))
  expect(effects.slice(0, user).filter((effect) => effect.startsWith('ticket scrubbed'))).toHaveLength(6)
  for (const address of [anna, work]) {
    expect(await account.find([byEmail(address)])).toEqual([{ status: 'absent', by: ['email'] }])
  }
  const userId = account.seeded[1]?.id ?? ''
  expect(await account.export(userId)).toEqual([])
})

/** What is theirs, without what redacting somebody else in it changes. */
function stateOf({ users, identities, tickets }: FakeState, names: readonly string[]): unknown {
  const own = users.filter(({ name }) => names.includes(name))
  const ids = own.map(({ id }) => id)
  return {
    own,
    identities: identities.filter(({ user_id }) => ids.includes(user_id)),
    tickets: tickets
      .filter(({ requester_id }) => ids.includes(requester_id))
      .map(({ id, status, stage, tags }) => ({ id, status, stage, tags })),
  }
}
