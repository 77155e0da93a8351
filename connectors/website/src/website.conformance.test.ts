import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type SqlSystem } from '@rechtop/connector/testing'
import { website } from './website.ts'

const people = {
  target: {
    name: 'Tineke',
    email: ' Tineke.Jansen@Example.nl',
    id: 'A-10',
    number: 'P-10',
    phone: '06 0000 1234',
  },
  neighbour: {
    name: 'Martine',
    email: 'mar.tineke.jansen@example.nl',
    id: 'A-100',
    number: 'P-100',
    phone: '0600001235',
  },
  stranger: {
    name: 'Willem',
    email: 'willem@example.com',
    id: 'A-77',
    number: 'P-77',
    phone: '06 0000 7777',
  },
}

const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const { name, email, id, number, phone } = people[role]
  const several = Array.from({ length: count }, (_, index) => index + 1)
  // the neighbour has two demos, of which one was never tried: holdings of their own, on the same table
  const plan = role === 'neighbour' ? 'demo' : 'customer'
  const untried = { username: `${name}-untried`, plan, created_at: '2020-01-01T09:00:00Z' }
  const empty = { customer_number: null, last_login_at: null, paid_until: null }
  if (plan === 'demo') await insert('website.accounts', { id: `${id}-untried`, ...untried })
  const account = {
    username: `${name}-username`,
    customer_number: number,
    plan,
    created_at: '2020-01-01T09:00:00Z',
    last_login_at: '2024-06-01T09:00:00Z',
    paid_until: '2024-12-31',
  }
  const hash = `${name}-password-hash`
  const person = { email, phone, given_name: `${name}-given`, family_name: `${name}-family` }
  await insert('website.accounts', { id, ...account, ...person, password_hash: hash })
  const logins = several.map((day) => ({
    at: morningOf(day),
    ip: `${name}-ip-${day}`,
    country: `${name}-country-${day}`,
    user_agent: `${name}-login-agent-${day}`,
    succeeded: day !== 2,
  }))
  await insert('website.logins', ...logins.map((login) => ({ account_id: id, ...login })))
  const views = (where: string) =>
    several.map((day) => ({
      viewed_at: morningOf(day),
      url: `${name}-url-${where}-${day}`,
      referrer: `${name}-referrer-${where}-${day}`,
      cookie_id: `${name}-cookie-${where}`,
      user_agent: `${name}-view-agent-${where}-${day}`,
    }))
  const choice = (where: string) => ({
    cookie_id: `${name}-cookie-${where}`,
    chosen_at: '2024-03-01T09:00:00Z',
    preferences: true,
    statistics: true,
    marketing: false,
  })
  await insert(
    'website.page_views',
    ...views('home').map((view) => ({ account_id: id, ...view })),
    ...views('work'),
  )
  await insert('website.cookie_choices', { account_id: id, ...choice('home') }, choice('work'))
  return {
    identifiers: [
      { kind: 'email', value: email },
      { kind: 'phone', value: phone },
      { kind: 'customerNumber', value: number },
      { kind: 'accountId', value: id },
      ...(plan === 'demo' ? [{ kind: 'accountId', value: `${id}-untried` } as const] : []),
      { kind: 'cookieId', value: `${name}-cookie-work` },
    ],
    unread: [{ text: hash, reason: 'A hash says nothing to the person, and is never shown.' }],
    records: {
      names: [{ givenName: person.given_name, familyName: person.family_name }],
      emailAddresses: [{ address: email }],
      phoneNumbers: [{ number: phone }],
      [plan === 'demo' ? 'demoAccounts' : 'customerAccounts']: [camelCased(account)],
      ...(plan === 'demo' && { unusedDemoAccounts: [camelCased({ ...untried, ...empty })] }),
      logins: logins.map(({ ip, ...login }) => ({ ...camelCased(login), ipAddress: ip })),
      pageViews: views('home').map(camelCased),
      cookieChoices: [camelCased(choice('home'))],
      browserPageViews: views('work').map(camelCased),
      browserCookieChoices: [camelCased(choice('work'))],
    },
  }
}

const morningOf = (day: number): string =>
  new Date(Date.UTC(2018, 0, day, 9)).toISOString().replace('.000', '')

function camelCased<Value>(row: Readonly<Record<string, Value>>): Record<string, Value> {
  const camel = (name: string): string =>
    name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]))
}

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
describeConnector({ connector: website, system: pgliteSystem({ schema, plant }).create })
