import { getResponse } from 'msw'
import { createZendeskFake, type FakeState, type Seed } from '../fake/index.ts'

/** An answer of the fake. */
export type Exchange = {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Parsed; undefined where there was none. */
  readonly body: unknown
}

/** A fake account, asked as the connector asks, that remembers what it answered. */
export type Scene = {
  readonly exchanges: readonly Exchange[]
  readonly user: string
  readonly tickets: readonly string[]
  /** Has nothing but a name. */
  readonly nameless: string
  /** Has tickets in which the user has a part. */
  readonly other: string
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<void>
  wait(milliseconds: number): void
  readonly state: FakeState
}

export const address = 'ada@example.org'
export const people: Seed = {
  users: [
    {
      name: 'Ada Example',
      email: address,
      extraEmails: ['ada@work.example'],
      externalId: 'A-1',
      phone: '+31201234567',
      organizations: ['Example and sons'],
      details: 'Detail',
      notes: 'Note',
      tags: ['label'],
      userFields: { plan: 'large', seats: 3, trial: false, since: null },
      lastLoginAt: '2026-02-01T00:00:00Z',
      tickets: [
        {
          subject: 'A question',
          customFields: [{ id: 1, value: 'one' }],
          rating: { score: 'good', comment: 'Fine' },
          comments: [
            {
              body: 'Hello',
              ip: '203.0.113.7',
              attachments: [{ fileName: 'a.txt', contentType: 'text/plain' }],
            },
            { body: 'Between us', byAgent: true, public: false },
          ],
          sideConversations: [
            { subject: 'Beside', with: ['s@firm.example'], messages: [{ body: 'Who knows?' }] },
          ],
        },
        { subject: 'Another', status: 'solved', comments: [{ body: 'Thanks' }] },
        { subject: 'It stays', undeletable: true },
      ],
    },
    { name: 'Nameless' },
    {
      name: 'Bo Other',
      email: 'bo@example.org',
      tickets: [
        {
          subject: 'Copied',
          ccs: [address],
          followers: [address],
          assignee: address,
          comments: [
            { body: address },
            { by: address, body: 'Me too', attachments: [{ fileName: 'b.txt' }] },
          ],
        },
      ],
    },
  ],
  suspendedTickets: [
    { from: { name: 'Ada', email: address }, subject: 'Held back', content: 'Hello' },
    { from: { name: 'No User', email: 'nobody@example.org' }, subject: 'Held back too', content: 'Hello' },
  ],
  chats: [
    {
      visitor: { name: 'Ada', email: address },
      ip: '203.0.113.7',
      city: 'Ghent',
      messages: [{ text: 'Hi' }],
    },
    { visitor: { name: 'Ada', email: address }, messages: [{ text: 'Nobody there?' }], offline: true },
  ],
}

export const client = { id: 'client', secret: 'secret' }

export function openScene(): Scene {
  let time = Date.parse('2026-03-01T12:00:00Z')
  const fake = createZendeskFake({
    subdomain: 'example',
    token: 'token',
    client,
    clock: () => new Date(time),
  })
  const [user, nameless, other] = fake.seed(people)
  if (user === undefined || nameless === undefined || other === undefined)
    throw new Error('the people of the scene are missing')
  const exchanges: Exchange[] = []
  return {
    exchanges,
    user: user.id,
    tickets: user.tickets,
    nameless: nameless.id,
    other: other.id,
    async ask(method, path, body) {
      const url = new URL(path, 'https://example.zendesk.com')
      const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const response = await getResponse([...fake.handlers], new Request(url, init))
      if (response === undefined) throw new Error(`the fake does not answer ${method} ${url.pathname}`)
      const text = await response.text()
      const parsed: unknown = text === '' ? undefined : JSON.parse(text)
      exchanges.push({ method, path: url.pathname, status: response.status, body: parsed })
    },
    wait: (milliseconds) => void (time += milliseconds),
    state: fake.state,
  }
}
