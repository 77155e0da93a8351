import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type SqlSystem } from '@rechtop/connector/testing'
import { mailingList } from './mailing-list.ts'

const people = {
  target: { name: 'Tineke', email: ' Tineke.Jansen@Example.nl' },
  neighbour: { name: 'Martine', email: 'mar.tineke.jansen@example.nl' },
  stranger: { name: 'Willem', email: 'willem@example.com' },
}

const listOf = (nth: number) => ({ name: `Newsletter ${nth}` })

const furnish: SqlSystem['furnish'] = async (insert) => {
  await insert('mailing_list.owners', { name: 'Bakery' })
  await insert('mailing_list.lists', { name: 'Customers of the bakery', owner_id: 1 })
  await insert('mailing_list.lists', ...[1, 2, 3].map(listOf))
}

const plant: SqlSystem['plant'] = async (role, insert, count) => {
  const { name, email } = people[role]
  const person = { email, given_name: `${name}-given`, family_name: `${name}-family` }
  const [{ id: contact = null } = {}] = await insert('mailing_list.contacts', {
    ...person,
    created_at: '2020-01-01T00:00:00Z',
  })
  const several = Array.from({ length: count }, (_, index) => index + 1)
  // a person is on a list once, so that very many subscriptions take very many lists
  await insert('mailing_list.lists', ...several.slice(3).map(listOf))
  const subscriptions = several.map((nth) => ({
    status: nth === 1 ? 'active' : 'unsubscribed',
    subscribed_at: noonOf(nth),
    unsubscribed_at: nth === 1 ? null : noonOf(nth + 100),
    sign_up_ip: `${name}-sign-up-${nth}`,
  }))
  await insert(
    'mailing_list.subscriptions',
    ...subscriptions.map((row, index) => ({ contact_id: contact, list_id: index + 2, ...row })),
  )
  const events = several.map((nth) => ({
    kind: 'click',
    at: noonOf(nth),
    campaign: `${name}-campaign-${nth}`,
    url: `${name}-url-${nth}`,
    ip: `${name}-ip-${nth}`,
  }))
  await insert('mailing_list.mail_events', ...events.map((event) => ({ contact_id: contact, ...event })))
  return {
    identifiers: [{ kind: 'email', value: email }],
    records: {
      names: [{ givenName: person.given_name, familyName: person.family_name }],
      emailAddresses: [{ address: email }],
      subscriptions: subscriptions.map(({ status, ...row }, index) => ({
        list: listOf(index + 1).name,
        status,
        subscribedAt: row.subscribed_at,
        unsubscribedAt: row.unsubscribed_at,
        signUpIpAddress: row.sign_up_ip,
      })),
      mailEvents: events.map(({ ip, ...event }) => ({ ...event, ipAddress: ip })),
    },
  }
}

/** The nightly import from the shop, which leaves out whom the list names. */
const resync: SqlSystem['resync'] = async (role, insert, tables) => {
  const address = people[role].email.trim().toLowerCase()
  const listed = JSON.stringify(tables['mailing_list.suppressed'] ?? [])
  if (!listed.includes(`"${address}"`)) await plant(role, insert, 1)
}

const noonOf = (day: number): string => new Date(Date.UTC(2018, 0, day, 12)).toISOString().replace('.000', '')

const listsInClear = 'Whoever sends a mailing compares the addresses on it with the list.'
const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
describeConnector({
  connector: mailingList,
  system: pgliteSystem({ schema, plant, furnish, resync, listsInClear }).create,
})
