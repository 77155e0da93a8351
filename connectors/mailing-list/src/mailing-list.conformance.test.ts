import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type PgliteSystem } from '@rechtop/connector/testing'
import { mailingList } from './mailing-list.ts'

const people = {
  target: { name: 'Tineke', email: ' Tineke.Jansen@Example.nl' },
  neighbour: { name: 'Martine', email: 'mar.tineke.jansen@example.nl' },
  stranger: { name: 'Willem', email: 'willem@example.com' },
}

const furnish: PgliteSystem['furnish'] = async (insert) => {
  await insert('mailing_list.owners', { name: 'Bakery' })
  await insert('mailing_list.lists', { name: 'Newsletter' }, { name: 'Product news' })
  await insert('mailing_list.lists', { name: 'Customers of the bakery', owner_id: 1 })
}

const plant: PgliteSystem['plant'] = async (role, insert) => {
  const { name, email } = people[role]
  const person = { email, given_name: `${name}-given`, family_name: `${name}-family` }
  const [contact = 0] = await insert('mailing_list.contacts', {
    ...person,
    created_at: '2020-01-01T00:00:00Z',
  })
  const subscriptions = [1, 2].map((list) => ({
    status: list === 1 ? 'active' : 'unsubscribed',
    subscribed_at: `202${list}-01-01T12:00:00Z`,
    unsubscribed_at: `202${list}-05-01T12:00:00Z`,
    sign_up_ip: `${name}-sign-up-${list}`,
  }))
  for (const [index, subscription] of subscriptions.entries()) {
    await insert('mailing_list.subscriptions', { contact_id: contact, list_id: index + 1, ...subscription })
  }
  const events = [1, 2, 3].map((day) => ({
    kind: 'click',
    at: `2024-03-0${day}T12:00:00Z`,
    campaign: `${name}-campaign-${day}`,
    url: `${name}-url-${day}`,
    ip: `${name}-ip-${day}`,
  }))
  await insert('mailing_list.mail_events', ...events.map((event) => ({ contact_id: contact, ...event })))
  return {
    identifiers: [{ kind: 'email', value: email }],
    records: {
      names: [{ givenName: person.given_name, familyName: person.family_name }],
      emailAddresses: [{ address: email }],
      subscriptions: subscriptions.map(({ status, ...row }, index) => ({
        list: index === 0 ? 'Newsletter' : 'Product news',
        status,
        subscribedAt: row.subscribed_at,
        unsubscribedAt: row.unsubscribed_at,
        signUpIpAddress: row.sign_up_ip,
      })),
      mailEvents: events.map(({ ip, ...event }) => ({ ...event, ipAddress: ip })),
    },
  }
}

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
describeConnector({ connector: mailingList, system: pgliteSystem({ schema, plant, furnish }).create })
