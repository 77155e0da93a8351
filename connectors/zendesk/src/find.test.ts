import { expect, test } from 'vitest'
import { byEmail, openAccount } from './fake-account.ts'

const ANNA = 'anna@example.org'

test('a person is found by their address, whatever its case, and tells what else names them', async () => {
  const { find, seeded } = await openAccount({
    users: [
      {
        name: 'Anna',
        email: 'Anna@Example.org',
        extraEmails: ['anna@work.example'],
        externalId: 'C-100',
        phone: '06 1234 5678',
      },
    ],
  })
  const [located] = await find([byEmail(ANNA)])
  expect(located).toEqual({
    status: 'found',
    referrals: [],
    matches: [
      {
        locator: { userId: seeded[0]?.id },
        certainty: 'equal',
        by: [byEmail(ANNA)],
        learned: [
          { kind: 'email', value: ANNA, of: 'person' },
          { kind: 'email', value: 'anna@work.example', of: 'person' },
          { kind: 'externalId', value: 'C-100', of: 'person' },
          { kind: 'phone', value: '612345678', of: 'person' },
        ],
      },
    ],
  })
})

test('who only looks like them is no match, though the search gives them', async () => {
  const { find, fake } = await openAccount({
    users: [
      { name: 'Joanna', email: 'joanna@example.org' },
      { name: 'Anna of Belgium', email: 'anna@example.org.be' },
      { name: 'Friend', email: 'friend@example.org', notes: `knows ${ANNA}` },
    ],
  })
  expect(await find([byEmail(ANNA)])).toEqual([{ status: 'absent', by: ['email'] }])
  expect(fake.log.filter(({ path }) => path.includes('/identities'))).toHaveLength(3)
})

test('a confirmed second address finds them; one that nobody confirmed is only similar', async () => {
  const { find } = await openAccount({
    users: [
      { name: 'Anna', email: 'first@example.org', extraEmails: [ANNA] },
      { name: 'Mallory', email: 'mallory@example.org', extraEmails: [{ value: ANNA, verified: false }] },
    ],
  })
  const [located] = await find([byEmail(ANNA)])
  if (located?.status !== 'found') throw new Error('not found')
  expect(located.matches.map(({ certainty }) => certainty)).toEqual(['equal', 'similar'])
  expect(located.matches[1]?.learned).toContainEqual({ kind: 'email', value: ANNA, of: 'party' })
})

test('staff never match', async () => {
  const { find } = await openAccount({
    users: [
      { name: 'Agent', email: ANNA, role: 'agent' },
      { name: 'Admin', email: 'other@example.org', extraEmails: [ANNA], role: 'admin' },
    ],
  })
  expect(await find([byEmail(ANNA)])).toEqual([{ status: 'absent', by: ['email'] }])
})

test('a phone that a household shares is not learned', async () => {
  const { find } = await openAccount({
    users: [{ name: 'Anna', email: ANNA, phone: '06 1234 5678', sharedPhone: true }],
  })
  const [located] = await find([byEmail(ANNA)])
  expect(located).toMatchObject({ matches: [{ learned: [{ kind: 'email', value: ANNA }] }] })
})

test('the external id is searched as the kind that the company uses it for', async () => {
  const seed = { users: [{ name: 'Anna', email: ANNA, externalId: 'MC-7' }] }
  const { find, seeded } = await openAccount(seed, { config: { externalIdIs: 'customerNumber' } })
  const [upper, lower, longer, other] = await find(
    [{ kind: 'customerNumber', value: 'MC-7' }],
    [{ kind: 'customerNumber', value: 'mc-7' }],
    [{ kind: 'customerNumber', value: 'MC-77' }],
    [{ kind: 'externalId', value: 'MC-7' }],
  )
  expect(upper).toMatchObject({ matches: [{ locator: { userId: seeded[0]?.id }, certainty: 'equal' }] })
  expect(lower).toMatchObject({ matches: [{ certainty: 'similar' }] })
  expect(longer).toEqual({ status: 'absent', by: ['customerNumber'] })
  expect(other).toEqual({ status: 'unsearchable', needs: ['email', 'phone', 'customerNumber'] })
})

test('several identifiers of one person make one match', async () => {
  const { find } = await openAccount({ users: [{ name: 'Anna', email: ANNA, externalId: 'MC-7' }] })
  const externalId = { kind: 'externalId', value: 'MC-7' } as const
  const [located] = await find([byEmail(ANNA), externalId])
  expect(located).toMatchObject({ matches: [{ by: [byEmail(ANNA), externalId] }] })
})

test('answers stand in the order of the questions, and one that fails leaves its neighbours alone', async () => {
  const people = Array.from({ length: 9 }, (_, index) => `person${index}@example.org`)
  const { find, fake } = await openAccount({ users: people.map((email) => ({ name: email, email })) })
  fake.fault({ path: /person3/, answer: 429, retryAfter: '7' })
  fake.fault({ path: /person5/, answer: 500, times: 3 })
  fake.fault({ path: /person6/, answer: 'cut', times: 3 })
  const located = await find(...people.map((email) => [byEmail(email)]))
  const failed = located.flatMap(({ status }, index) => (status === 'failed' ? [index] : []))
  expect(failed).toEqual([3, 5, 6])
  expect(located.every(({ status }) => status === 'found' || status === 'failed')).toBe(true)
  const retryAfter = new Date('2026-03-01T12:00:07Z')
  expect(located[3]).toEqual({ status: 'failed', failure: { code: 'rate-limited', retryAfter } })
  expect(located[5]).toEqual({ status: 'failed', failure: { code: 'transient' } })
})

test('nobody asked for is nobody found', async () => {
  const { find } = await openAccount({ users: [] })
  expect(await find()).toEqual([])
  expect(await find([])).toEqual([{ status: 'unsearchable', needs: ['email', 'phone', 'externalId'] }])
})

test('a full page of look-alikes does not hide the one behind them', async () => {
  const crowd = Array.from({ length: 130 }, (_, index) => ({ name: 'x', email: `n${index}.${ANNA}` }))
  const { find, seeded } = await openAccount({ users: [...crowd, { name: 'Anna', email: ANNA }] })
  expect(await find([byEmail(ANNA)])).toMatchObject([{ matches: [{ locator: { userId: seeded[130]?.id } }] }])
})

test('finding changes nothing', async () => {
  const { find, fake } = await openAccount({ users: [{ name: 'Anna', email: ANNA }] })
  const before = fake.dump()
  await find([byEmail(ANNA)])
  expect(fake.dump()).toEqual(before)
})

test('a search that is given up ends with the reason', async () => {
  const controller = new AbortController()
  const reason = new Error('withdrawn')
  const { find, fake } = await openAccount({ users: [] }, { signal: controller.signal })
  fake.fault({ delayMs: 60_000 })
  const finding = find([byEmail(ANNA)])
  controller.abort(reason)
  await expect(finding).rejects.toBe(reason)
})

test('who was made a moment ago is found, although the search does not know them yet', async () => {
  const account = await openAccount({ users: [] }, { delays: { index: 120_000 } })
  account.wait(3_600_000)
  const [seeded] = account.fake.seed({ users: [{ name: 'Anna', email: ANNA, externalId: 'C-1' }] })
  account.wait(61_000)
  const match = { locator: { userId: seeded?.id }, certainty: 'equal' }
  expect(await account.find([byEmail(ANNA)])).toMatchObject([{ matches: [match] }])
  expect(await account.find([{ kind: 'externalId', value: 'C-1' }])).toMatchObject([{ matches: [match] }])
})

test('a phone number finds whoever has it, two of them as two', async () => {
  const phone = '0612345678'
  const { find } = await openAccount({
    users: [
      { name: 'Anna', email: ANNA, phone },
      { name: 'Anton', email: 'anton@example.org', phone: '+31612345678' },
      { name: 'Other', email: 'other@example.org', phone: '0612345670' },
    ],
  })
  const [located] = await find([{ kind: 'phone', value: '612345678' }])
  expect(located).toMatchObject({ status: 'found', matches: { length: 2 } })
})

test('mail that was held back, or a chat, of an address that no user has is found by the address', async () => {
  const { find } = await openAccount({
    users: [],
    suspendedTickets: [{ from: { name: 'A', email: 'Anna@Example.org' }, subject: 's', content: 'c' }],
    chats: [
      { visitor: { name: 'B', email: 'bert@example.org' }, messages: [{ text: 'hello' }] },
      { visitor: { name: 'N', email: 'norbert@example.org' }, messages: [{ text: 'hello' }] },
    ],
  })
  const [anna, bert, nobody] = await find(
    [byEmail(ANNA)],
    [byEmail('bert@example.org')],
    [byEmail('ert@example.org')],
  )
  expect(anna).toMatchObject({ matches: [{ locator: { address: ANNA }, certainty: 'equal' }] })
  expect(bert).toMatchObject({ matches: [{ locator: { address: 'bert@example.org' } }] })
  expect(nobody).toEqual({ status: 'absent', by: ['email'] })
})
