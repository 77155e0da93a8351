import { expect, test } from 'vitest'
import type { Seed, SeedTicket, ZendeskFakeOptions } from '../fake/index.ts'
import { eraseShared, eraseUsers, linesFor, openAccount, type Account } from './fake-account.ts'

const anna = 'anna@example.org'
const seedWith = (ticket: SeedTicket): Seed => ({
  users: [
    { name: 'Anna Smit', email: anna, phone: '0612345678' },
    { name: 'Bert', email: 'bert@example.org', tickets: [ticket] },
  ],
})

async function take(
  ticket: SeedTicket,
  options: Partial<ZendeskFakeOptions> = {},
): Promise<Account & { outcomes: unknown; said(): string[] }> {
  const account = await openAccount(seedWith(ticket), options)
  const userId = account.seeded[0]?.id ?? ''
  const items = await account.export(userId, { sharedTickets: {} })
  const outcomes = await account.eraseToEnd(userId, linesFor(items))
  const said = (): string[] =>
    account.fake.state.tickets.flatMap(({ comments }) => comments.map(({ html_body }) => html_body))
  return { ...account, outcomes, said }
}

test('formatted text, a link to her and a picture of hers are redacted, and nothing beside them', async () => {
  const htmlBody = `<div class="zd-comment">Ask <b>Anna</b> <a href="mailto:${anna}">her</a> &amp; Joanna Smit, or <i>${anna}</i>.</div>`
  const { outcomes, said } = await take({
    subject: 's',
    comments: [
      { body: '', htmlBody },
      { by: anna, body: 'Look', attachments: [{ fileName: 'me.png', inline: true }] },
    ],
  })
  expect(outcomes).toEqual([{ status: 'done', count: 1 }])
  expect(said()).toEqual([
    '<div class="zd-comment">Ask <b>Anna</b> <a>her</a> &amp; Joanna Smit, or <i>▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇</i>.</div>',
    '<div class="zd-comment" dir="auto">▇▇▇▇</div>',
  ])
})

test('without the Agent Workspace an open ticket is redacted the older way', async () => {
  const ticket = {
    subject: 's',
    comments: [{ by: anna, body: 'two\nlines', attachments: [{ fileName: 'me.txt' }] }],
  }
  const { outcomes, fake, said } = await take(ticket, { addOns: { agentWorkspace: false } })
  expect(outcomes).toEqual([{ status: 'done', count: 1 }])
  expect(said()).toEqual([expect.stringContaining('▇▇▇<br>▇▇▇▇▇')])
  expect(fake.state.tickets[0]?.comments[0]?.attachments).toMatchObject([{ file_name: 'redacted.txt' }])
})

test('the older way finds lines that are a part of longer ones', async () => {
  const ticket = { subject: 's', comments: [{ by: anna, body: 'no\nno way\nno way out' }] }
  const { outcomes, said } = await take(ticket, { addOns: { agentWorkspace: false } })
  expect(outcomes).toEqual([{ status: 'done', count: 1 }])
  expect(said().join()).not.toMatch(/no|way|out/)
})

test('without it a closed one fails, says why, and her user is kept until it is done', async () => {
  const ticket = { subject: 's', status: 'closed', comments: [{ by: anna, body: 'words' }] } as const
  const account = await openAccount(seedWith(ticket), { addOns: { agentWorkspace: false } })
  const id = account.seeded[0]?.id ?? ''
  const lines = [eraseShared(account.seeded[1]?.tickets ?? []), eraseUsers([id])]
  expect(await account.erase(id, lines)).toMatchObject([
    { status: 'failed', failure: { code: 'auth', missing: expect.stringContaining('Agent Workspace') } },
    { status: 'failed', failure: { code: 'blocked', by: 'sharedTickets' } },
  ])
  expect(account.fake.state.users.find((user) => String(user.id) === id)?.active).toBe(true)
})

test('a redaction that Zendesk says it did, and did not, is a failure', async () => {
  const account = await openAccount(seedWith({ subject: 's', comments: [{ by: anna, body: 'words' }] }))
  const id = account.seeded[0]?.id ?? ''
  const [comment] = account.fake.state.tickets[0]?.comments ?? []
  // what is written there is lost, and the answer is a success
  if (comment !== undefined) {
    const { html_body } = comment
    Object.defineProperty(comment, 'html_body', { enumerable: true, get: () => html_body, set: () => {} })
  }
  expect(await account.erase(id, [eraseShared(account.seeded[1]?.tickets ?? [])])).toMatchObject([
    { status: 'failed', failure: { code: 'permanent' }, refs: account.seeded[1]?.tickets },
  ])
})

test('she leaves copies, followers and assignments, and others stay in them', async () => {
  const cas = 'cas@example.org'
  const seed: Seed = {
    users: [
      { name: 'Anna Smit', email: anna },
      { name: 'Cas', email: cas },
      {
        name: 'Bert',
        email: 'bert@example.org',
        tickets: [
          {
            subject: 's',
            ccs: [anna, cas],
            followers: [cas, anna],
            assignee: anna,
            comments: [{ body: 'x' }],
          },
        ],
      },
    ],
  }
  const account = await openAccount(seed)
  const [own, other] = account.seeded
  const id = own?.id ?? ''
  expect(await account.export(id, { sharedTickets: {} })).toMatchObject([
    { data: { part: ['in copy', 'follows', 'assigned'], comments: [], mentions: [] } },
  ])
  await account.eraseToEnd(id, [eraseShared(account.seeded[2]?.tickets ?? [])])
  const only = [Number(other?.id)]
  expect(account.fake.state.tickets[0]).toMatchObject({
    email_cc_ids: only,
    follower_ids: only,
    assignee_id: null,
  })
  expect(await account.export(id, { sharedTickets: {} })).toEqual([])
})

test('her own ticket, once nobody else is in it, is stale as a shared one: that is another decision', async () => {
  const account = await openAccount({
    users: [
      { name: 'Anna Smit', email: anna, tickets: [{ subject: 'Hers alone', comments: [{ body: 'x' }] }] },
    ],
  })
  const [own] = account.seeded
  const refs = own?.tickets ?? []
  expect(await account.erase(own?.id ?? '', [eraseShared(refs)])).toEqual([{ status: 'stale', refs }])
  expect(account.fake.effects).toEqual([])
})

test('what was redacted is found by the search for a while, and read again before anything is said of it', async () => {
  const ticket = { subject: 's', comments: [{ by: anna, body: 'words' }, { body: `ask ${anna}` }] }
  const account = await openAccount(seedWith(ticket), { delays: { index: 60_000 } })
  account.wait(61_000)
  const id = account.seeded[0]?.id ?? ''
  await account.eraseToEnd(id, linesFor(await account.export(id, { sharedTickets: {} })))
  const searches = account.fake.log.filter(({ path }) => path.includes('search/export')).length
  expect(await account.export(id, { sharedTickets: {} })).toEqual([])
  expect(account.fake.log.filter(({ path }) => path.includes('search/export')).length).toBeGreaterThan(
    searches,
  )
})

test('a ticket of hers whose subject Zendesk would not change is not closed, or it could never be', async () => {
  const account = await openAccount({
    users: [
      {
        name: 'Anna Smit',
        email: anna,
        tickets: [{ subject: `Me, ${anna}`, comments: [{ body: 'words' }] }],
      },
      { name: 'Bert', email: 'bert@example.org' },
    ],
  })
  const [ticket] = account.fake.state.tickets
  const [said] = ticket?.comments ?? []
  if (said !== undefined)
    ticket?.comments.push({ ...said, id: 5, author_id: Number(account.seeded[1]?.id), html_body: 'So do I' })
  const { context } = account
  const request: typeof context.client.request = async (method, path, options) =>
    JSON.stringify(options?.body ?? null).includes('subject')
      ? { status: 422, body: {}, headers: new Headers() }
      : context.client.request(method, path, options)
  account.context = { ...context, client: { ...context.client, request } }
  const line = eraseShared(account.seeded[0]?.tickets ?? [])
  expect(await account.erase(account.seeded[0]?.id ?? '', [line])).toMatchObject([{ status: 'failed' }])
  expect(ticket?.status).toBe('open')
})
