import type { ErasureLine, Outcome } from '@rechtop/connector'
import { afterEach, expect, test } from 'vitest'
import { createCalendlyFake, type CalendlyFake, type CalendlyFakeOptions, type Seed } from '../fake/index.ts'
import { calendly } from './calendly.ts'

type Line = ErasureLine<typeof calendly.holdings>
type Opened = {
  readonly fake: CalendlyFake
  readonly context: Parameters<typeof calendly.check>[0]
  wait(days: number): void
  erase(...lines: Line[]): Promise<readonly Outcome[]>
}

const anna = 'anna@example.org'
const wayOut: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of wayOut.splice(0)) await close()
})

async function open(seed: Seed, options: Partial<CalendlyFakeOptions> = {}): Promise<Opened> {
  let time = Date.parse('2026-03-01T12:00:00Z')
  const now = (): Date => new Date(time)
  const fake = createCalendlyFake({ token: 'secret', clock: now, seed, ...options })
  const loopback = await fake.listen()
  const config = calendly.config.parse({ token: 'secret', origin: loopback.origin })
  const client = await calendly.open(config)
  wayOut.push(() => calendly.close(client), loopback.close)
  const context = { config, client, signal: new AbortController().signal, now, log: () => {} }
  return {
    fake,
    context,
    wait: (days) => void (time += days * 86_400_000),
    async erase(...lines) {
      const [outcomes = []] = await calendly.erase([{ locator: { email: anna }, lines }], context)
      return outcomes
    },
  }
}

const exported = async ({ context }: Opened, email = anna): Promise<unknown[]> => {
  const orders = [{ locator: { email }, holdings: { contacts: {}, meetings: {} } }]
  return (await Array.fromAsync(calendly.export(orders, context))).map(({ data }) => data)
}
const meetings = (ceiling = 9): Line => ({
  key: 'meetings',
  holding: 'meetings',
  action: 'erase',
  select: { all: true, ceiling },
})
const contacts = (...refs: string[]): Line => ({
  key: 'contacts',
  holding: 'contacts',
  action: 'erase',
  select: { refs },
})
const oneMeeting: Seed = { events: [{ invitees: [{ email: anna, name: 'Anna' }] }] }

test('of a meeting of several people, only the own part is told, without a place and notes that can be about others', async () => {
  const opened = await open({
    events: [
      {
        location: { type: 'outbound_call', location: '+31600000000' },
        meeting_notes_plain: 'Bert owes us money',
        event_guests: [{ email: 'guest@example.org' }],
        invitees: [
          { email: 'bert@example.org', name: 'Bert' },
          {
            email: anna,
            name: 'Anna',
            questions_and_answers: [{ question: 'Diet?', answer: 'none', position: 0 }],
          },
        ],
      },
    ],
  })
  expect(await exported(opened)).toMatchObject([
    { name: 'Anna', place: null, notes: null, answers: [{ question: 'Diet?', answer: 'none' }] },
  ])
  expect(JSON.stringify(await exported(opened))).not.toMatch(/bert|guest|310/i)
})

test('whoever only looks alike is not believed, however Calendly searches', async () => {
  const opened = await open(
    {
      events: [{ invitees: [{ email: `jo${anna}`, name: 'Joanna' }] }],
      contacts: [{ emails: [`jo${anna}`], name: 'Joanna' }],
    },
    { looseSearch: true },
  )
  const asked = [[{ kind: 'email', value: anna }] as const]
  expect(await calendly.find(asked, opened.context)).toEqual([{ status: 'absent', by: ['email'] }])
  expect(await exported(opened)).toEqual([])
  const [ref = ''] = opened.fake.state.contacts.map(({ uuid }) => uuid)
  expect(await opened.erase(contacts(ref), meetings())).toMatchObject([
    { status: 'stale', refs: [ref] },
    { status: 'failed', failure: { code: 'blocked', by: 'contacts' } },
  ])
  expect(opened.fake.effects).toEqual([])
})

test('a list that is missing is a failure, not an empty list', async () => {
  const { fake, context } = await open(oneMeeting)
  for (const path of [/^\/contacts/, /^\/scheduled_events\?/]) {
    fake.fault({ path, answer: 404 })
    expect(await calendly.find([[{ kind: 'email', value: anna }]], context)).toMatchObject([
      { status: 'failed', failure: { code: 'permanent' } },
    ])
  }
})

test('somebody in the address book alone is found; what hosts noted there proves nothing', async () => {
  const { context } = await open({
    contacts: [
      { emails: ['Anna@Example.org', 'anna@home.test'], phone_numbers: [{ phone_number: '06 12345678' }] },
    ],
  })
  expect(await calendly.find([[{ kind: 'email', value: anna }]], context)).toMatchObject([
    {
      matches: [
        {
          certainty: 'equal',
          learned: [
            { kind: 'email', value: 'anna@home.test', of: 'party' },
            { kind: 'phone', value: '612345678', of: 'party' },
          ],
        },
      ],
    },
  ])
})

test('who booked twice in one meeting is told twice, and one can go on in between', async () => {
  const opened = await open({
    events: [{ invitees: [{ email: anna }, { email: 'b@b.nl' }, { email: anna }] }],
  })
  const order = { locator: { email: anna }, holdings: { meetings: { first: 1 } } }
  const [first] = await Array.fromAsync(calendly.export([order], opened.context))
  const rest = { ...order, holdings: { meetings: { after: first?.cursor ?? '' } } }
  const others = await Array.fromAsync(calendly.export([rest], opened.context))
  expect([first, ...others].map((item) => item?.ref)).toEqual([
    'id-00000001/id-00000002',
    'id-00000001/id-00000004',
  ])
})

test('a deletion is asked for once, looked at each day, and done when nothing is found any more', async () => {
  const opened = await open(oneMeeting)
  let [outcome] = await opened.erase(meetings())
  for (let days = 0; outcome?.status === 'pending'; days++) {
    expect(outcome.checkAfter).toEqual(new Date(opened.context.now().getTime() + 86_400_000))
    expect(days).toBeLessThan(4)
    opened.wait(1)
    const token = outcome.token ?? null
    ;[outcome] = await opened.erase({ ...meetings(), token })
  }
  expect(outcome).toEqual({ status: 'done', count: 1 })
  const writes = opened.fake.log.filter(({ method }) => method !== 'GET').map(({ path }) => path)
  expect(writes).toEqual(['/data_compliance/deletion/invitees'])
})

test('what is still there after seven days is a failure that says where to look', async () => {
  const opened = await open(oneMeeting, { deletionMs: 99 * 86_400_000 })
  const [first] = await opened.erase(meetings())
  opened.wait(8)
  const token = first?.status === 'pending' ? (first.token ?? null) : null
  expect(await opened.erase({ ...meetings(), token })).toMatchObject([
    { status: 'failed', failure: { code: 'permanent', detail: expect.stringContaining('Admin center') } },
  ])
})

test.each<[string, Partial<CalendlyFakeOptions>]>([
  ['a smaller plan', { plan: 'teams' }],
  ['a token without the scope', { scopes: ['users:read', 'scheduled_events:read', 'contacts:write'] }],
])('%s is named by the erasure, and by it alone', async (_, options) => {
  const opened = await open(oneMeeting, options)
  expect(await calendly.check(opened.context)).toEqual([])
  expect(await opened.erase(meetings())).toMatchObject([
    {
      status: 'failed',
      failure: { code: 'auth', missing: expect.stringMatching(/Enterprise.*data_compliance:write/) },
    },
  ])
  expect(await exported(opened)).toHaveLength(1)
})

test.each<[string, Partial<CalendlyFakeOptions>, RegExp]>([
  ['a token that is not known', { token: 'another' }, /withdrawn or mistyped/],
  ['no admin', { role: 'user' }, /owner or admin/],
  ['no contacts', { scopes: ['users:read', 'scheduled_events:read'] }, /contacts:write/],
])('the check names what lacks: %s', async (_, options, missing) => {
  const { context } = await open({}, options)
  expect(await calendly.check(context)).toMatchObject([
    { failure: { code: 'auth', missing: expect.stringMatching(missing) } },
  ])
})

test('a contact that a deletion by address has emptied already is gone', async () => {
  const opened = await open({ ...oneMeeting, contacts: [{ emails: [anna] }] })
  const [ref = ''] = opened.fake.state.contacts.map(({ uuid }) => uuid)
  await opened.erase(meetings())
  opened.wait(4)
  expect(await opened.erase(contacts(ref))).toEqual([{ status: 'done', count: 0 }])
})

test('a part of what somebody booked cannot be deleted, and nothing is', async () => {
  const opened = await open(oneMeeting)
  const select = { all: true, before: '2026-01-01', ceiling: 9 } as const
  const cut = { key: 'cut', holding: 'meetings', action: 'erase', select } as const
  expect(await opened.erase(cut)).toMatchObject([{ status: 'unsupported' }])
  expect(opened.fake.effects).toEqual([])
})

test.each([
  ['token', { token: 'a b' }],
  ['token', {}],
  ['origin', { token: 'secret', origin: 'https://evil.example' }],
  ['origin', { token: 'secret', origin: 'http://127.0.0.1:8080/path' }],
])('a problem in %s names the key and not the token', (key, config) => {
  const { error } = calendly.config.safeParse(config)
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([key])
  expect(error?.message).not.toContain('secret')
})
