import { expect, test } from 'vitest'
import { createZendeskFake } from '../fake/index.ts'
import { byEmail, openAccount } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

const valid = { subdomain: 'mailcamp', token: 'secret' }
const addOns = { sideConversations: true, chat: true }

test.each([
  ['subdomain', { ...valid, subdomain: 'mailcamp.zendesk.com' }],
  ['subdomain', { ...valid, subdomain: 'evil.example/' }],
  ['subdomain', { token: 'secret' }],
  ['token', { ...valid, token: '' }],
  ['externalIdIs', { ...valid, externalIdIs: 'email' }],
  ['origin', { ...valid, origin: 'https://evil.example' }],
  ['origin', { ...valid, origin: 'http://127.0.0.1:80@evil.example' }],
  ['origin', { ...valid, origin: 'http://127.0.0.1:8080/path' }],
])('a problem in %s names the key and not the token', (key, config) => {
  const { error } = zendesk.config.safeParse(config)
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([key])
  expect(error?.message).not.toContain('secret')
})

test('an unknown key is refused', () => {
  expect(zendesk.config.safeParse({ ...valid, tokne: 'x' }).error?.issues[0]).toMatchObject({
    keys: ['tokne'],
  })
})

test('locators are read back as they were written, and nothing else is one', () => {
  expect(zendesk.locator.parse(JSON.parse('{"userId":"27412000000001"}'))).toEqual({
    userId: '27412000000001',
  })
  expect(zendesk.locator.safeParse({ userId: '1/../../tickets/2' }).success).toBe(false)
})

test('an admin with the right token may do all of it', async () => {
  const { context } = await openAccount({ users: [] })
  expect(await zendesk.check(context)).toEqual([])
})

test('wrong credentials get a 200, and still fail the check', async () => {
  const { context, fake } = await openAccount({ users: [] }, { token: 'another' })
  expect(await zendesk.check(context)).toMatchObject([{ failure: { code: 'auth' } }])
  expect(fake.log.map(({ status }) => status)).toEqual([200])
})

test('an agent may not delete for ever', async () => {
  const { context } = await openAccount({ users: [] }, { role: 'agent' })
  expect(await zendesk.check(context)).toMatchObject([
    { failure: { code: 'auth', missing: expect.stringContaining('admin') } },
  ])
})

test('a Zendesk that is down is transient', async () => {
  const { context, fake } = await openAccount({ users: [] })
  fake.fault({ answer: 503, times: 3 })
  expect(await zendesk.check(context)).toMatchObject([{ failure: { code: 'transient' } }])
})

test('over a loopback port it works the same', async () => {
  const seed = { users: [{ name: 'Anna', email: 'anna@example.org' }] }
  const fake = createZendeskFake({ ...valid, seed })
  await using server = await fake.listen().then((loopback) => ({
    ...loopback,
    [Symbol.asyncDispose]: () => loopback.close(),
  }))
  const config = zendesk.config.parse({ ...valid, addOns, origin: server.origin })
  const signal = new AbortController().signal
  const context = { config, client: await zendesk.open(config), signal, now: () => new Date(), log: () => {} }
  expect(await zendesk.check(context)).toEqual([])
  expect(await zendesk.find([[byEmail('anna@example.org')]], context)).toMatchObject([{ status: 'found' }])
  fake.fault({ answer: 'cut', times: 3 })
  expect(await zendesk.check(context)).toMatchObject([{ failure: { code: 'transient' } }])
})
