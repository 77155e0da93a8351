import { expect, test } from 'vitest'
import { byEmail, eraseTickets, eraseUsers, openAccount, type Account } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

const anna = 'anna@example.org'
const users = [{ name: 'Anna', email: anna, tickets: [{ subject: 'Help', comments: [{ body: 'x' }] }] }]
const client = { id: 'rechtop', secret: 'client-secret' }
/** Without a token made by hand. */
const byClient = { client, config: { token: undefined, client } }
const idOf = ({ seeded }: Account): string => seeded[0]?.id ?? ''
const tokensAsked = ({ fake }: Account): number =>
  fake.log.filter(({ path }) => path === '/oauth/tokens').length

test('a client gets its token itself, once for all calls that wait for it', async () => {
  const account = await openAccount({ users }, byClient)
  const found = await account.find([byEmail(anna)], [byEmail('nobody@example.org')])
  expect(found.map(({ status }) => status)).toEqual(['found', 'absent'])
  expect(await zendesk.check(account.context)).toEqual([])
  expect(tokensAsked(account)).toBe(1)
})

test('a token that is withdrawn in the middle of an erasure is renewed, and nothing is done twice', async () => {
  const account = await openAccount({ users }, byClient)
  const [first] = await account.erase(idOf(account), [eraseTickets(account.seeded[0]?.tickets ?? [])])
  expect(first?.status).toBe('pending')
  account.fake.expireTokens()
  const outcomes = await account.eraseToEnd(idOf(account), [
    eraseTickets(account.seeded[0]?.tickets ?? []),
    eraseUsers([idOf(account)]),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done'])
  expect(tokensAsked(account)).toBe(2)
  const effects = account.fake.effects.map(({ effect, id }) => `${effect} ${id}`)
  expect(effects).toEqual([...new Set(effects)])
})

test('a token whose time is over is renewed before it is refused', async () => {
  const account = await openAccount({ users }, { ...byClient, tokenSeconds: 600 })
  await account.find([byEmail(anna)])
  account.wait(590_000)
  await account.find([byEmail(anna)])
  expect(tokensAsked(account)).toBe(2)
  expect(account.fake.log.map(({ status }) => status)).not.toContain(401)
})

test('a wrong client, and a scope that was taken from it, say what to get', async () => {
  const wrong = await openAccount(
    { users },
    { client, config: { token: undefined, client: { ...client, secret: 'x' } } },
  )
  const missing = expect.stringContaining('client id, secret and scope')
  expect(await zendesk.check(wrong.context)).toMatchObject([{ failure: { code: 'auth', missing } }])
  const taken = await openAccount({ users }, byClient)
  taken.fake.revokeScope('write')
  expect(await taken.find([byEmail(anna)])).toMatchObject([
    { status: 'failed', failure: { code: 'auth', missing } },
  ])
})

test('a scope that is taken from a token shows in check, and fails the erasure with what to get', async () => {
  const account = await openAccount({ users })
  account.fake.revokeScope('write')
  const scope = expect.stringContaining('the scope write')
  expect(await zendesk.check(account.context)).toMatchObject([{ failure: { code: 'auth', missing: scope } }])
  const outcomes = await account.erase(idOf(account), [eraseTickets(account.seeded[0]?.tickets ?? [])])
  expect(outcomes).toMatchObject([{ status: 'failed', failure: { code: 'auth', missing: scope } }])
  expect(account.fake.effects).toEqual([])
})

test('a token made by hand that has ended says so, and is not tried again', async () => {
  const account = await openAccount({ users }, { token: 'another' })
  const missing = expect.stringContaining('this one has ended or was withdrawn')
  expect(await account.find([byEmail(anna)])).toMatchObject([{ failure: { code: 'auth', missing } }])
  expect(account.fake.log.filter(({ path }) => path.includes('users/search'))).toHaveLength(1)
})

test.each([
  [{ sideConversations: false }, 'side conversations', 'set addOns.sideConversations to false'],
  [{ chat: false }, 'live chat', 'addOns.chat'],
  [{ agentWorkspace: false }, 'redaction', 'Agent Workspace'],
])('without %o, check says what to do', async (addOns, at, mend) => {
  const { context } = await openAccount({ users }, { addOns })
  expect(await zendesk.check(context)).toMatchObject([{ at, mend: expect.stringContaining(mend) }])
})

test('an add-on that the account has, and the configuration does not name, is not passed over in silence', async () => {
  const { context } = await openAccount({ users }, { config: { addOns: {} } })
  expect((await zendesk.check(context)).map(({ at }) => at)).toEqual(['side conversations', 'live chat'])
})

test('an export that needs an add-on which is not there fails with what to do, and is no shorter export', async () => {
  const account = await openAccount({ users }, { addOns: { sideConversations: false } })
  await expect(account.export(idOf(account))).rejects.toMatchObject({
    failure: { code: 'auth', missing: expect.stringContaining('addOns.sideConversations') },
  })
})
