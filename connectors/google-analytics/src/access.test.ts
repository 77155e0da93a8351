import { failureOf } from '@rechtop/connector'
import { expect, test } from 'vitest'
import { createFakeAccount, type GoogleAnalyticsFakeOptions } from '../fake/index.ts'
import { googleAnalytics } from './google-analytics.ts'
import { account, open, property } from './open.fixture.ts'

const clientId = '111222333.1700000001'
const anna = { by: 'clientId', value: clientId } as const
const visitors = [{ clientId }]

const impostor = { ...createFakeAccount(), email: account.email, keyId: account.keyId }
const late = new Date('2026-03-01T15:00:00Z')

test.each<[string, Partial<GoogleAnalyticsFakeOptions>, RegExp]>([
  ['a key that is not the account’s', { account: impostor }, /key of the service account.*Make a new key/],
  ['an account that is not there', { account: createFakeAccount('another') }, /deleted, disabled/],
  ['a clock that is hours behind', { clock: () => late }, /clock of this machine/],
  ['no access to the property', { role: 'none' }, /Property access management/],
  ['another property', { property: 987654321 }, /property that the configuration names/],
  ['the API left off', { isApiEnabled: false }, /Google Analytics Admin API, enabled/],
])('%s: the check and the erasure say what to do, and nothing is deleted', async (_, options, missing) => {
  const opened = await open(visitors, options)
  const failure = { code: 'auth', missing: expect.stringMatching(missing) }
  expect(await googleAnalytics.check(opened.context)).toMatchObject([{ failure }])
  expect(await opened.erase(anna)).toMatchObject({ status: 'failed', failure: { code: 'auth' } })
  expect(opened.fake.effects).toEqual([])
})

test('a role that may only look passes the check, and the erasure names the role that is missing', async () => {
  const opened = await open(visitors, { role: 'viewer' })
  expect(await googleAnalytics.check(opened.context)).toEqual([])
  expect(await opened.erase(anna)).toMatchObject({
    failure: { code: 'auth', missing: expect.stringMatching(/role Editor/) },
  })
  expect(opened.fake.effects).toEqual([])
})

test('with a role that may erase the check finds nothing, and asks for one token', async () => {
  const { context, fake } = await open(visitors)
  expect(await googleAnalytics.check(context)).toEqual([])
  expect(fake.log.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /token',
    `GET /v1beta/properties/${property}`,
    `GET /v1alpha/properties/${property}/userProvidedDataSettings`,
  ])
})

test('a token that Google ends in the middle is replaced, and the deletion is asked for once', async () => {
  const { fake, context, erase, deletions } = await open(visitors)
  await googleAnalytics.check(context)
  fake.withdrawTokens()
  expect(await erase(anna)).toMatchObject({ status: 'pending' })
  const posts = fake.log.filter(({ method }) => method === 'POST').map(({ path, status }) => [path, status])
  const submit = `/v1alpha/properties/${property}:submitUserDeletion`
  expect(posts).toEqual([
    ['/token', 200],
    [submit, 401],
    ['/token', 200],
    [submit, 200],
  ])
  expect(deletions()).toEqual([clientId])
})

test('a token whose hour is over is not tried any more', async () => {
  const { fake, context, wait, erase } = await open(visitors)
  await googleAnalytics.check(context)
  wait(1)
  expect(await erase(anna)).toMatchObject({ status: 'pending' })
  expect(fake.log.map(({ status }) => status)).not.toContain(401)
  expect(fake.log.filter(({ path }) => path === '/token')).toHaveLength(2)
})

test('a key that is revoked while work goes on ends it with what to do', async () => {
  const { fake, context, erase } = await open(visitors)
  await googleAnalytics.check(context)
  fake.revokeKey()
  fake.withdrawTokens()
  expect(await erase(anna)).toMatchObject({
    failure: { code: 'auth', missing: expect.stringMatching(/Make a new key/) },
  })
  expect(fake.effects).toEqual([])
})

test('past the quota of a day a deletion waits, and is not asked for', async () => {
  const { fake, erase, deletions } = await open(visitors, { deletionsPerDay: 1 })
  await erase({ by: 'clientId', value: '1.2' })
  expect(await erase(anna)).toMatchObject({ status: 'failed', failure: { code: 'rate-limited' } })
  expect(deletions()).toEqual(['1.2'])
  expect(fake.dump().deletions).toHaveLength(1)
})

test('a property that is gone is a key of the configuration to mend', async () => {
  const { fake, context, erase } = await open(visitors)
  fake.fault({ answer: 404, path: /properties/, times: 3 })
  const failure = { code: 'config', key: 'property' }
  expect(await googleAnalytics.check(context)).toMatchObject([{ failure }])
  expect(await erase(anna)).toMatchObject({ failure })
  const asked = googleAnalytics.find([[{ kind: 'cookieId', value: clientId }]], context)
  expect(await asked.catch(failureOf)).toEqual(failure)
})

test.each<[string, Partial<GoogleAnalyticsFakeOptions>, object, RegExp]>([
  ['property', { isInTrash: true }, {}, /trash/],
  ['userProvidedData', { collectsUserData: true }, {}, /Set this to true/],
  ['userProvidedData', {}, { userProvidedData: true }, /does not collect/],
])('the check looks at %s: %j with %j', async (at, options, config, mend) => {
  const { context } = await open(visitors, options, { ...config })
  expect(await googleAnalytics.check(context)).toMatchObject([{ at, mend: expect.stringMatching(mend) }])
})

test('silence is never taken for nothing: an export from a property out of reach fails', async () => {
  const { context } = await open(visitors, { role: 'none' })
  const stream = googleAnalytics.export([{ locator: anna, holdings: { visits: {} } }], context)
  const thrown: unknown = await Array.fromAsync(stream).catch((error: unknown) => error)
  expect(failureOf(thrown)).toMatchObject({ code: 'auth' })
})

const keyFile = JSON.parse(account.keyFile('https://oauth2.googleapis.com/token'))
const good = { property, serviceAccount: keyFile }
test.each<[string, object]>([
  ['property', { ...good, property: 'G-ABC123' }],
  ['serviceAccount', { ...good, serviceAccount: '/etc/key.json' }],
  ['serviceAccount.private_key', { ...good, serviceAccount: { ...keyFile, private_key: 'half of SECRET' } }],
  [
    'serviceAccount.token_uri',
    { ...good, serviceAccount: { ...keyFile, token_uri: 'https://evil.example' } },
  ],
  ['userIdIs', { ...good, userIdIs: 'email' }],
  ['origin', { ...good, origin: 'https://evil.example' }],
  ['origin', { ...good, origin: 'http://127.0.0.1:8080/path' }],
])('a problem in %s names the key, and no secret', (key, config) => {
  const { error } = googleAnalytics.config.safeParse(config)
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([key])
  expect(error?.message).not.toMatch(/SECRET|PRIVATE KEY|evil|gserviceaccount/)
})

test('only the two hosts of Google are declared', () => {
  expect(googleAnalytics.hosts?.(googleAnalytics.config.parse(good))).toEqual([
    'analyticsadmin.googleapis.com',
    'oauth2.googleapis.com',
  ])
})
