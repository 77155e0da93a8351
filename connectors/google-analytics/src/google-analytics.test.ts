import type { Budget } from '@rechtop/connector'
import type { Identifier } from '@rechtop/schema'
import { expect, test } from 'vitest'
import { googleAnalytics } from './google-analytics.ts'
import { again, erasure, hour, open, start } from './open.fixture.ts'

const clientId = '111222333.1700000001'
const anna = { by: 'clientId', value: clientId } as const
const visitors = [
  { clientId, events: [{ page: '/prices' }] },
  { clientId: `9${clientId}`, events: [{ page: '/about' }] },
]
const found = (locator: object, ...by: Identifier[]): object => ({
  status: 'found',
  matches: [{ locator, certainty: 'equal', by, learned: [] }],
  referrals: [],
})

test.each([`GA1.1.${clientId}`, `GA1.2-2.${clientId}`, clientId])(
  'the cookie %s names its client ID',
  async (value) => {
    const { context } = await open([])
    const cookie = { kind: 'cookieId', value } as const
    expect(await googleAnalytics.find([[cookie]], context)).toEqual([found(anna, cookie)])
  },
)

test.each(['GS1.1.1700000001.3.1.1700000300.0.0.0', '4f1c-a3', `GA1.1.${clientId}.5`, ''])(
  'the cookie "%s" is not taken for a client ID, and Google is asked nothing',
  async (value) => {
    const { context, fake } = await open([])
    const located = await googleAnalytics.find([[{ kind: 'cookieId', value }]], context)
    expect(located).toEqual([{ status: 'unsearchable', needs: ['cookieId'] }])
    expect(fake.log).toEqual([])
  },
)

test('a cookie that is given in two ways is one match', async () => {
  const { context } = await open([])
  const both = [
    { kind: 'cookieId', value: clientId },
    { kind: 'cookieId', value: `GA1.1.${clientId}` },
  ] as const
  expect(await googleAnalytics.find([both], context)).toEqual([found(anna, ...both)])
})

test('a user ID is what the configuration says, and an e-mail address is none', async () => {
  const { context } = await open([], {}, { userIdIs: 'customerNumber' })
  const number = { kind: 'customerNumber', value: 'K1' } as const
  const others = [
    { kind: 'accountId', value: 'K1' },
    { kind: 'email', value: 'anna@example.org' },
  ] as const
  expect(await googleAnalytics.find([[number, ...others], others], context)).toEqual([
    found({ by: 'userId', value: 'K1' }, number),
    { status: 'unsearchable', needs: ['cookieId', 'customerNumber'] },
  ])
})

test('where the property collects e-mail addresses, one erases, in the form that Google keeps', async () => {
  const seed = [{ clientId, userProvidedData: 'annasmit@gmail.com' }]
  const opened = await open(seed, { collectsUserData: true }, { userProvidedData: true })
  const email = { kind: 'email', value: 'anna.smit@gmail.com' } as const
  const [located] = await googleAnalytics.find([[email]], opened.context)
  const visitor = { by: 'userProvidedData', value: 'annasmit@gmail.com' } as const
  expect(located).toEqual(found(visitor, email))
  await opened.erase(visitor)
  opened.wait(72)
  expect(opened.fake.dump().visitors).toEqual([])
})

test('a deletion is asked for once and done 72 hours later, when the visitor and nobody else has left', async () => {
  const { fake, erase, wait, deletions } = await open(visitors)
  const first = await erase(anna)
  const requestedAt = new Date(start).toISOString()
  const pending = { status: 'pending', checkAfter: new Date(start + 72 * hour), token: { requestedAt } }
  expect(first).toEqual(pending)
  wait(71)
  expect(await erase(anna, again(first))).toEqual(pending)
  wait(1)
  expect(await erase(anna, again(first))).toEqual({ status: 'done', count: 0 })
  expect(deletions()).toEqual([clientId])
  expect(fake.dump().visitors).toMatchObject([{ clientId: `9${clientId}`, events: [{ page: '/about' }] }])
})

test('the copy that "residue" tells of stays on the servers, and leaves them in the next deletion process', async () => {
  const { fake, erase, wait } = await open(visitors)
  await erase(anna)
  wait(72)
  expect(fake.dump().servers).toMatchObject([{ visitor: { clientId } }])
  wait(61 * 24)
  expect(fake.dump().servers).toEqual([])
})

test('what a visitor did after the request is left', async () => {
  const { fake, erase, wait } = await open(visitors)
  const first = await erase(anna)
  wait(1)
  fake.seed({
    visitors: [{ clientId, events: [{ page: '/back', at: new Date(start + hour).toISOString() }] }],
  })
  wait(71)
  expect(await erase(anna, again(first))).toMatchObject({ status: 'done' })
  const left = fake.dump().visitors.filter((visitor) => visitor.clientId === clientId)
  expect(left).toMatchObject([{ events: [{ page: '/back' }] }])
})

test('an answer that was lost costs a second request at the next try, none before, and the end is the same', async () => {
  const { fake, erase, wait, deletions } = await open(visitors)
  fake.fault({ method: 'POST', path: /submitUserDeletion/, answer: 'cut', carriedOut: true })
  const lost = await erase(anna)
  expect(lost).toEqual({ status: 'failed', failure: { code: 'transient' }, done: 0 })
  expect(deletions()).toEqual([clientId])
  wait(1)
  const second = await erase(anna, again(lost))
  expect(second).toMatchObject({ checkAfter: new Date(start + 73 * hour) })
  wait(72)
  expect(await erase(anna, again(second))).toEqual({ status: 'done', count: 0 })
  expect(deletions()).toEqual([clientId, clientId])
  expect(fake.dump().visitors).toMatchObject([{ clientId: `9${clientId}` }])
})

test('of several people in one call one that fails holds nobody up, and who was not asked for stays', async () => {
  const { fake, context, wait } = await open([...visitors, { clientId: '4.4' }])
  fake.fault({ method: 'POST', path: /submitUserDeletion/, answer: 500 })
  const others = { by: 'clientId', value: `9${clientId}` } as const
  const orders = [anna, others].map((locator) => ({ locator, lines: [erasure] }))
  const statuses = (await googleAnalytics.erase(orders, context)).flat().map(({ status }) => status)
  expect(statuses.toSorted()).toEqual(['failed', 'pending'])
  wait(72)
  const left = statuses[0] === 'failed' ? clientId : `9${clientId}`
  expect(fake.dump().visitors.map((visitor) => visitor.clientId)).toEqual([left, '4.4'])
})

test('whom Google does not know it takes too, and nothing changes', async () => {
  const { fake, erase, wait } = await open(visitors)
  const before = fake.dump().visitors
  const first = await erase({ by: 'clientId', value: '1.2' })
  wait(72)
  expect(await erase({ by: 'clientId', value: '1.2' }, again(first))).toEqual({ status: 'done', count: 0 })
  expect(fake.dump().visitors).toEqual(before)
})

test.each([
  { ...erasure, select: { all: true, before: '2026-01-01', ceiling: 9 } } as const,
  { ...erasure, action: 'reduce', fields: ['page'] } as const,
])('a part of a visitor cannot go, and Google is asked nothing: %j', async (line) => {
  const { fake, erase } = await open(visitors)
  expect(await erase(anna, line)).toMatchObject({ status: 'unsupported' })
  expect(fake.log).toEqual([])
})

test('every call is counted over all workers, and a deletion by the day too', async () => {
  const { context } = await open(visitors)
  const taken: Budget[][] = []
  const pace = {
    take: async (budgets: readonly Budget[]) => {
      taken.push([...budgets])
      return null
    },
    learn: async () => {},
    hold: async () => {},
  }
  await googleAnalytics.find([[{ kind: 'cookieId', value: clientId }]], { ...context, pace })
  await googleAnalytics.erase([{ locator: anna, lines: [erasure] }], { ...context, pace })
  const calls = { name: 'calls', calls: 10, seconds: 1 }
  expect(taken).toEqual([[calls], [calls, { name: 'user-deletions', calls: 500, seconds: 86_400 }]])
})
