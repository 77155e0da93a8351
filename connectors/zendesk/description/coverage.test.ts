import { expect, test } from 'vitest'
import { byEmail, everything, linesFor, openAccount, type Account } from '../src/fake-account.ts'
import { zendesk } from '../src/zendesk.ts'
import { endpointOf, endpoints, nameOf } from './endpoints.ts'
import { address, client, people } from './scene.ts'
import { tellStories } from './stories.ts'
import { known } from './zendesk-known.ts'

const deletable = people.users.map(({ tickets = [], ...user }) => ({
  ...user,
  tickets: tickets.filter(({ undeletable }) => undeletable !== true),
}))
const seed = { ...people, users: deletable }
const idOf = ({ seeded }: Account): string => seeded[0]?.id ?? ''

/** Each call that the fake got, as an endpoint of the table. */
function calledIn({ fake }: Account): string[] {
  return (
    fake.log
      .map(({ method, path }) => ({ method, path: path.replace(/\?.*$/s, '') }))
      .map(({ method, path }) => {
        const endpoint = endpointOf(method, path, endpoints)
        return endpoint === undefined ? `not listed: ${method} ${path}` : nameOf(endpoint)
      })
      // where a file is, an answer says: it is no path of the API
      .filter((name) => !name.startsWith('not listed: GET /attachments/'))
  )
}

async function eraseAll(account: Account): Promise<void> {
  const outcomes = await account.eraseToEnd(idOf(account), linesFor(await account.export(idOf(account))))
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'done'))
}

/** As a process that dies once it has begun, and knows nothing afterwards. */
async function eraseAnew(account: Account): Promise<void> {
  const lines = linesFor(await account.export(idOf(account)))
  await account.erase(idOf(account), lines)
  account.wait(2000)
  const outcomes = await account.eraseToEnd(idOf(account), lines)
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'done'))
}

async function correct(account: Account): Promise<void> {
  const userId = idOf(account)
  const fields = { name: 'Ada Changed', email: 'new@example.org', phone: null }
  const line = { key: 'users', holding: 'users', ref: userId, fields } as const
  const outcomes = await zendesk.rectify?.([{ locator: { userId }, lines: [line] }], account.context)
  expect(outcomes).toEqual([[{ status: 'done', count: 1 }]])
  const restriction = { key: 'all', locator: { userId }, restricted: true }
  expect(await zendesk.restrict?.([restriction], account.context)).toMatchObject([{ status: 'done' }])
}

test('the table has every endpoint that the connector calls, and none that it does not', async () => {
  const whole = await openAccount(seed, { client, config: { token: undefined, client } })
  expect(await zendesk.check(whole.context)).toEqual([])
  const externalId = { kind: 'externalId', value: 'A-1' } as const
  const phone = { kind: 'phone', value: '+31201234567' } as const
  const found = await whole.find([byEmail(address), externalId, phone], [byEmail('nobody@example.org')])
  expect(found.map(({ status }) => status)).toEqual(['found', 'found'])
  const items = await whole.export(idOf(whole))
  expect(new Set(items.map(({ holding }) => holding))).toEqual(new Set(Object.keys(everything)))
  await eraseAll(whole)
  const corrected = await openAccount(seed)
  await correct(corrected)
  const older = await openAccount(seed, { addOns: { agentWorkspace: false } })
  await eraseAnew(older)

  const called = new Set([whole, corrected, older].flatMap(calledIn))
  expect([...called].toSorted()).toEqual(endpoints.map(nameOf).toSorted())
})

test('the stories bring the fake to a good answer of every endpoint', async () => {
  const exchanges = await tellStories()
  expect(exchanges.filter(({ status }) => status >= 300)).toEqual([])
  const told = exchanges.map(({ method, path }) => endpointOf(method, path, endpoints))
  expect(endpoints.filter((endpoint) => !told.includes(endpoint))).toEqual([])
})

test('what is known is of endpoints in the table', () => {
  const named = [
    ...known.gaps.map(({ endpoint }) => endpoint),
    ...[...known.unlisted, ...known.differing].flatMap((one) => one.endpoints ?? []),
  ]
  expect(named.filter((name) => !endpoints.map(nameOf).includes(name))).toEqual([])
})
