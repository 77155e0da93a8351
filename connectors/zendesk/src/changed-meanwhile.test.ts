import { expect, test } from 'vitest'
import type { Seed } from '../fake/index.ts'
import { eraseShared, eraseTickets, eraseUsers, linesFor, openAccount, type Account } from './fake-account.ts'
import { anna, bert, idOf, ticketsOf, two } from './two-people.ts'
import { zendesk } from './zendesk.ts'

const userIn = ({ fake }: Account, id: string): Record<string, unknown> =>
  fake.state.users.find((user) => String(user.id) === id) ?? {}

test('a ticket in which somebody else has written since the plan is stale, and stays whole', async () => {
  const account = await openAccount(two)
  const [ticket] = account.fake.state.tickets.filter(({ subject }) => subject === 'Hers')
  const said = account.fake.state.tickets[0]?.comments[0]
  if (said !== undefined) ticket?.comments.push({ ...said, id: 5 })
  const before = account.fake.dump().tickets
  expect(await account.erase(idOf(account), [eraseTickets(ticketsOf(account))])).toEqual([
    { status: 'stale', refs: [ticketsOf(account)[0]] },
  ])
  expect(account.fake.dump().tickets).toEqual(before)
})

test('who has become a colleague since the plan loses nothing', async () => {
  const account = await openAccount(two)
  const lines = linesFor(await account.export(idOf(account)))
  Object.assign(userIn(account, idOf(account)), { role: 'agent' })
  const before = account.fake.dump()
  expect((await account.erase(idOf(account), lines)).map(({ status }) => status)).toEqual(
    lines.map(() => 'stale'),
  )
  const locator = { userId: idOf(account) }
  const restrictions = [{ locator, key: 'r', restricted: true }]
  expect(await zendesk.restrict?.(restrictions, account.context)).toMatchObject([{ status: 'unsupported' }])
  expect(account.fake.dump()).toEqual(before)
})

test.each([
  ['a ticket', () => {}, 'tickets'],
  [
    'held back mail',
    (account: Account) => {
      const mail = { from: { name: 'A', email: anna }, subject: 's', content: 'c' }
      account.fake.seed({ users: [], suspendedTickets: [mail] })
    },
    'suspendedTickets',
  ],
])('%s that came after the plan keeps the user, who leads to it', async (what, come, by) => {
  const account = await openAccount(two)
  // of a ticket that came: the archived one, which nobody ordered
  const [first = ''] = ticketsOf(account)
  come(account)
  const ordered = what === 'a ticket' ? [first] : ticketsOf(account)
  const outcomes = await account.eraseToEnd(idOf(account), [eraseTickets(ordered)])
  expect(outcomes.map(({ status }) => status)).toEqual(['done'])
  expect(await account.erase(idOf(account), [eraseUsers([idOf(account)])])).toMatchObject([
    { status: 'failed', failure: { code: 'blocked', by } },
  ])
  expect(userIn(account, idOf(account))).toMatchObject({ active: true })
})

test('what support wrote in a ticket of two is told to neither, and notes between colleagues least of all', async () => {
  const account = await openAccount({
    users: [
      { name: 'Bert Bos', email: bert },
      {
        name: 'Anna Smit',
        email: anna,
        tickets: [
          {
            subject: 'Together',
            comments: [
              { body: 'We both ask' },
              { by: bert, body: 'So do I' },
              { byAgent: true, body: 'To Bert only: your IBAN' },
              { byAgent: true, public: false, body: 'Bert owes us 900' },
            ],
          },
        ],
      },
    ],
  })
  const told = JSON.stringify(await account.export(idOf(account)))
  expect(told).toContain('We both ask')
  expect(told).not.toMatch(/So do I|IBAN|900/)
})

test('a colleague who left does not make a ticket somebody else’s, where the configuration names them', async () => {
  const seed: Seed = {
    users: [
      { name: 'Left Us', email: 'left@mailcamp.example' },
      { name: 'Left Too', email: 'too@mailcamp.example' },
      {
        name: 'Anna Smit',
        email: anna,
        tickets: [
          {
            subject: 'Noted',
            comments: [
              { body: 'Help' },
              { by: 'left@mailcamp.example', body: 'Sure' },
              { by: 'left@mailcamp.example', public: false, body: 'A note' },
            ],
          },
          { subject: 'Answered', comments: [{ body: 'Help' }, { by: 'too@mailcamp.example', body: 'Sure' }] },
        ],
      },
    ],
  }
  const account = await openAccount(seed)
  const holdings = async (it: Account): Promise<string[]> =>
    (await it.export(idOf(it, 2))).map(({ holding }) => holding).filter((one) => one !== 'users')
  expect(await holdings(account)).toEqual(['sharedTickets', 'sharedTickets'])
  const named = await openAccount(seed, { config: { formerStaff: [idOf(account, 0), idOf(account, 1)] } })
  expect(await holdings(named)).toEqual(['tickets', 'tickets'])
})

test('a household’s number, and a name that others have, are left in tickets that are not about the person', async () => {
  const account = await openAccount({
    users: [
      { name: 'Anna Smit', email: anna, phone: '0612345678', sharedPhone: true },
      {
        name: 'Bert Bos',
        email: bert,
        tickets: [
          { subject: 'Call', comments: [{ body: 'Call us at 0612345678. Anna Smit of number 12 said so.' }] },
          { subject: 'Mail', comments: [{ body: `Mail ${anna}, who is Anna Smit.` }] },
        ],
      },
    ],
  })
  const [, mail = ''] = ticketsOf(account)
  const items = await account.export(idOf(account, 0), { sharedTickets: {} })
  expect(items.map(({ ref }) => ref)).toEqual([mail])
  await account.eraseToEnd(idOf(account, 0), [eraseShared([mail])])
  const said = account.fake.state.tickets.flatMap(({ comments }) =>
    comments.map(({ html_body }) => html_body),
  )
  expect(said[0]).toContain('Call us at 0612345678. Anna Smit of number 12 said so.')
  expect(said[1]).toContain('Mail ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇, who is ▇▇▇▇ ▇▇▇▇.')
})

test('a file that is only called like a redacted one is redacted', async () => {
  const account = await openAccount({
    users: [
      { name: 'Anna Smit', email: anna },
      {
        name: 'Bert Bos',
        email: bert,
        tickets: [
          {
            subject: 's',
            comments: [{ by: anna, body: 'x', attachments: [{ fileName: 'redacted.txt', text: 'secret' }] }],
          },
        ],
      },
    ],
  })
  await account.eraseToEnd(idOf(account, 0), [eraseShared(ticketsOf(account))])
  expect(JSON.stringify(account.fake.dump())).not.toContain('secret')
})

test('of what was discussed beside a ticket, the words of third parties are theirs', async () => {
  const messages = [
    { body: 'Is it broken?' },
    { from: 'supplier@firm.test', body: 'Bert of number 12 has one too' },
    { from: bert, body: 'So has Cas' },
  ]
  const account = await openAccount({
    users: [
      {
        name: 'Anna Smit',
        email: anna,
        tickets: [
          { subject: 's', sideConversations: [{ subject: 'Ask', with: ['supplier@firm.test'], messages }] },
        ],
      },
      { name: 'Bert Bos', email: bert },
    ],
  })
  const [item] = await account.export(idOf(account, 0), { tickets: {} })
  expect(item?.data).toMatchObject({
    sideConversations: [
      {
        messages: [
          { author: 'support', body: 'Is it broken?' },
          { author: 'somebody else', body: null },
          { author: 'somebody else', body: null },
        ],
      },
    ],
  })
})
