import { FailureError } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { eraseTickets, openAccount, type Account } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

const idOf = (account: Account, index = 0): string => account.seeded[index]?.id ?? ''

test('a user is told with what staff wrote about them and every other address', async () => {
  const account = await openAccount({
    users: [
      {
        name: 'Anna',
        email: 'anna@example.org',
        extraEmails: ['a@work.example'],
        externalId: 'C-1',
        phone: '0612345678',
        notes: 'Pays late',
        userFields: { shoe_size: 39, newsletter: true },
      },
    ],
  })
  const id = idOf(account)
  const [item] = await account.export(id)
  expect(item).toMatchObject({
    of: 0,
    holding: 'users',
    ref: id,
    data: {
      name: 'Anna',
      email: 'anna@example.org',
      externalId: 'C-1',
      notes: 'Pays late',
      customFields: [
        { key: 'shoe_size', value: '39' },
        { key: 'newsletter', value: 'true' },
      ],
      otherAddresses: [{ kind: 'email', value: 'a@work.example', verified: true }],
    },
  })
  expect(zendesk.holdings.users.type.schema.safeParse(item?.data).success).toBe(true)
})

test('a ticket is told with notes between colleagues, IP addresses and attachments, and names nobody else', async () => {
  const account = await openAccount({
    users: [
      {
        name: 'Anna',
        email: 'anna@example.org',
        tickets: [
          {
            subject: 'It does not send',
            status: 'solved',
            tags: ['mail'],
            comments: [
              { body: 'Help', ip: '203.0.113.7' },
              { body: 'Difficult customer', byAgent: true, public: false },
            ],
            attachments: [{ fileName: 'screen.png', contentType: 'image/png', bytes: 12 }],
          },
        ],
      },
    ],
  })
  const [item] = await account.export(idOf(account), { tickets: {} })
  expect(item).not.toHaveProperty('shared')
  expect(item?.data).toMatchObject({
    subject: 'It does not send',
    status: 'solved',
    tags: ['mail'],
    comments: [
      {
        author: 'requester',
        body: 'Help',
        ipAddress: '203.0.113.7',
        attachments: [{ fileName: 'screen.png', contentType: 'image/png', bytes: 12 }],
      },
      { author: 'support', body: 'Difficult customer', public: false },
    ],
  })
  expect(JSON.stringify(item)).not.toContain('Support"')
  expect(zendesk.holdings.tickets.type.schema.safeParse(item?.data).success).toBe(true)
})

test('a ticket in which another customer wrote too is told as far as it is theirs, among the shared ones', async () => {
  const account = await openAccount({
    users: [
      { name: 'Bert', email: 'bert@example.org' },
      {
        name: 'Anna',
        email: 'anna@example.org',
        tickets: [
          { subject: 'Ours', comments: [{ body: 'Mine' }, { body: 'Also', by: 'bert@example.org' }] },
        ],
      },
    ],
  })
  const items = await account.export(idOf(account, 1), { tickets: {}, sharedTickets: {} })
  expect(items).toMatchObject([
    {
      holding: 'sharedTickets',
      data: { part: ['asked', 'wrote'], subject: 'Ours', comments: [{ body: 'Mine' }] },
    },
  ])
  expect(items[0]?.data).toMatchObject({ comments: { length: 1 } })
  expect(JSON.stringify(items)).not.toMatch(/Bert|Also/)
})

const manyTickets = (count: number): Parameters<typeof openAccount>[0] => ({
  users: [
    {
      name: 'Anna',
      email: 'anna@example.org',
      tickets: Array.from({ length: count }, (_, index) => ({
        subject: `n${index}`,
        comments: [{ body: 'x' }],
      })),
    },
    { name: 'Joanna', email: 'joanna@example.org', tickets: [{ subject: 'Hers' }] },
  ],
})

test.each([0, 99, 100, 101, 200, 201])(
  '%i tickets come complete, once each, and nobody else’s',
  async (count) => {
    const account = await openAccount(manyTickets(count))
    const items = await account.export(idOf(account), { tickets: {} })
    expect(items.map(({ ref }) => ref)).toEqual(account.seeded[0]?.tickets)
  },
)

test('pages of any size add up to the whole, and one can go on from any place', async () => {
  const account = await openAccount(manyTickets(103))
  const whole = await account.export(idOf(account), { tickets: {} })
  for (const at of [0, 50, 98, 99, 100, 101, 102]) {
    const rest = await account.export(idOf(account), { tickets: { after: whole[at]?.cursor ?? '' } })
    expect(rest).toEqual(whole.slice(at + 1))
  }
  const page = await account.export(idOf(account), { tickets: { after: whole[97]?.cursor ?? '', first: 4 } })
  expect(page).toEqual(whole.slice(98, 102))
  expect(await account.export(idOf(account), { tickets: { first: 0 } })).toEqual([])
})

test('the stream is lazy: who takes one ticket has not asked for the rest', async () => {
  const account = await openAccount(manyTickets(120))
  const orders = [{ locator: { userId: idOf(account) }, holdings: { tickets: {} } }]
  for await (const item of zendesk.export(orders, account.context)) {
    expect(item.ref).toBe(account.seeded[0]?.tickets[0])
    break
  }
  // the list, and of the first four at once what was said in them and beside them
  expect(account.fake.log.map(({ path }) => path)).toHaveLength(9)
})

test('fewer tickets than Zendesk counts is a failure, not a shorter list', async () => {
  const account = await openAccount(manyTickets(3))
  const stream = zendesk.export(
    [{ locator: { userId: idOf(account) }, holdings: { tickets: {} } }],
    account.context,
  )
  const read = async (): Promise<void> => {
    for await (const { ref } of stream) {
      if (ref !== account.seeded[0]?.tickets[2]) continue
      const ticket = account.fake.state.tickets[0]
      if (ticket !== undefined) account.fake.state.tickets.push({ ...ticket, id: 1 }) // listed before where we are
    }
  }
  const failure = { code: 'permanent', detail: 'Zendesk listed fewer tickets than it counts' }
  await expect(read()).rejects.toMatchObject({ failure })
})

test('who is gone yields nothing; an unknown path or a failing server is an error', async () => {
  const account = await openAccount(manyTickets(1))
  expect(await account.export('12345')).toEqual([])
  account.fake.fault({ answer: 503, times: 3 })
  await expect(account.export(idOf(account))).rejects.toThrow(new FailureError({ code: 'transient' }))
  account.fake.fault({ answer: 429 })
  const retryAfter = new Date('2026-03-01T12:01:00Z')
  await expect(account.export(idOf(account))).rejects.toMatchObject({
    failure: { code: 'rate-limited', retryAfter },
  })
})

test('a user who is only half deleted is still there; one deleted for ever is not, but kept tickets are', async () => {
  const account = await openAccount({
    users: [{ name: 'Anna', email: 'anna@example.org', tickets: [{ subject: 'Kept', status: 'closed' }] }],
  })
  const id = idOf(account)
  const user = account.fake.state.users.at(-1)
  Object.assign(user ?? {}, { active: false })
  expect((await account.export(id)).map(({ holding }) => holding)).toEqual(['users', 'tickets'])
  account.fake.state.identities.splice(0)
  Object.assign(user ?? {}, { name: 'Permanently Deleted User', email: null, phone: null })
  expect((await account.export(id)).map(({ holding }) => holding)).toEqual(['tickets'])
  await account.eraseToEnd(id, [eraseTickets(account.seeded[0]?.tickets ?? [])])
  expect(await account.export(id)).toEqual([])
})

test('a name that is gone before the address still leaves somebody', async () => {
  const account = await openAccount({
    users: [{ name: 'Permanently Deleted User', email: 'anna@example.org' }],
  })
  const user = account.fake.state.users.at(-1)
  if (user !== undefined) user.active = false
  expect(await account.export(idOf(account))).toMatchObject([{ data: { email: 'anna@example.org' } }])
})
