import { expect, test } from 'vitest'
import { byEmail, openAccount, type Account } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

type Fields = { readonly email?: string; readonly phone?: string }
const people = {
  users: [
    { name: 'Anna', email: 'old@example.org', phone: '0612345678' },
    { name: 'Bert', email: 'bert@example.org' },
  ],
}

async function rectify(account: Account, fields: Fields): Promise<unknown> {
  const userId = account.seeded[0]?.id ?? ''
  const line = { key: 'k', holding: 'users', ref: userId, fields } as const
  const orders = [{ locator: { userId }, lines: [line] }]
  return (await zendesk.rectify?.(orders, account.context))?.[0]?.[0]
}

test('a new address is added, made the first, and the old one goes', async () => {
  const account = await openAccount(people)
  expect(await rectify(account, { email: 'new@example.org' })).toEqual({ status: 'done', count: 1 })
  expect(account.fake.effects.map(({ effect }) => effect)).toEqual([
    'identity added',
    'identity made primary',
    'identity deleted',
  ])
  const id = Number(account.seeded[0]?.id)
  expect(account.fake.state.users.find((user) => user.id === id)?.email).toBe('new@example.org')
  expect(await account.find([byEmail('old@example.org')])).toMatchObject([{ status: 'absent' }])
  expect(await account.find([byEmail('new@example.org')])).toMatchObject([{ status: 'found' }])
})

test.each(['make_primary', 'identities/'])(
  'when the answer of %s is lost, it is asked for again',
  async (part) => {
    const account = await openAccount(people)
    account.fake.fault({
      path: new RegExp(`${part}[^?]*$`),
      method: part === 'make_primary' ? 'PUT' : 'DELETE',
      answer: 500,
      carriedOut: true,
    })
    expect(await rectify(account, { email: 'new@example.org' })).toEqual({ status: 'done', count: 1 })
    expect(addressesIn(account)).toEqual(['new@example.org'])
  },
)

test.each([1, 2, 3, 4])(
  'a new number leaves none before it, also when the process dies after call %i',
  async (calls) => {
    const account = await openAccount(people)
    const { context } = account
    let left = calls
    const request: typeof context.client.request = async (...call) => {
      const answer = await context.client.request(...call)
      if (--left === 0) throw new Error('died')
      return answer
    }
    account.context = { ...context, client: { ...context.client, request } }
    await rectify(account, { phone: '0699999999' }).catch(() => null)
    account.context = context
    expect(await rectify(account, { phone: '0699999999' })).toEqual({ status: 'done', count: 1 })
    const numbers = account.fake.state.identities.filter(({ type }) => type === 'phone_number')
    expect(numbers.map(({ value }) => value)).toEqual(['0699999999'])
  },
)

test('dying after any call, and trying again, is done, or says that a person has to look', async () => {
  const before = addressesIn(await openAccount(people))
  for (let calls = 1; calls < 12; calls++) {
    const account = await openAccount(people)
    const { context } = account
    let left = calls
    const request: typeof context.client.request = async (...call) => {
      const answer = await context.client.request(...call)
      account.wait(10)
      if (--left === 0) throw new Error('died')
      return answer
    }
    account.context = { ...context, client: { ...context.client, request } }
    await rectify(account, { email: 'new@example.org' })
    account.context = context
    const outcome = await rectify(account, { email: 'new@example.org' })
    const addresses = addressesIn(account)
    if (addresses.includes('old@example.org')) {
      expect(addresses).toEqual(['new@example.org', ...before])
      expect(outcome).toMatchObject({ failure: { detail: expect.stringContaining('remove it in Zendesk') } })
    } else {
      expect(outcome).toMatchObject({ status: 'done' })
      expect(addresses).toEqual(['new@example.org'])
    }
  }
})

test('an address that somebody else has is refused, and the old one stays', async () => {
  const account = await openAccount(people)
  expect(await rectify(account, { email: 'bert@example.org' })).toMatchObject({
    status: 'failed',
    failure: { code: 'permanent' },
  })
  expect(await account.find([byEmail('old@example.org')])).toMatchObject([{ status: 'found' }])
})

function addressesIn({ fake, seeded }: Account): string[] {
  const id = Number(seeded[0]?.id)
  const own = fake.state.identities.filter(({ user_id, type }) => user_id === id && type === 'email')
  return own.map(({ value }) => value).toSorted()
}

test('doing it again is done, and leaves other addresses of the person alone', async () => {
  const account = await openAccount({
    users: [{ name: 'Anna', email: 'old@example.org', extraEmails: ['work@example.org'] }],
  })
  account.wait(1000)
  for (let time = 0; time < 2; time++) {
    expect(await rectify(account, { email: 'new@example.org' })).toMatchObject({ status: 'done' })
    expect(addressesIn(account)).toEqual(['new@example.org', 'work@example.org'])
  }
})
