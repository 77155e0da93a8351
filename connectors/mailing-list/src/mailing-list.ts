import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, withRows } from '@rechtop/connector/sql'
import { EmailAddress, MailEvent, MailingSubscription, PersonName } from '@rechtop/schema'
import { eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { contacts, lists, mailEvents, owners, subscriptions } from './tables.ts'

const newsletter = { purpose: 'newsletter', basis: 'consent', fields: 'all', keep: 'until-asked' } as const
const own = { grain: 'record', role: 'controller', purposes: [newsletter], onErase: 'erase' } as const

const names = defineHolding({ ...own, type: PersonName })
const subscribed = defineHolding({ ...own, type: MailingSubscription })
const emailAddresses = defineHolding({
  ...own,
  type: EmailAddress,
  after: ['names', 'subscriptions', 'mailEvents'],
})
const measured = defineHolding({
  type: MailEvent,
  grain: 'set',
  role: 'controller',
  purposes: [
    { purpose: 'measuring mailings', basis: 'legitimate-interest', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  dated: 'at',
})

// what stands on a customer's list is that customer's: only rows without an owner are ours to decide on
const ours = isNull(contacts.ownerId)
const contactRow = {
  match: 'contact',
  table: contacts,
  key: contacts.id,
  owner: contacts.id,
  where: ours,
} as const

/** The mailing lists: the company's own, and those that it keeps for its customers. */
export const mailingList = defineSqlConnector({
  name: 'mailing-list',
  processor: { name: 'MailCamp hosting', country: 'NL', agreement: 'hosting agreement 2023' },
  backupHorizon: 'P135D',
  gaps: [],
  matches: {
    contact: { table: contacts, key: contacts.id, identifiers: { email: contacts.email }, where: ours },
  },
  holdings: {
    names: withRows(names, {
      ...contactRow,
      part: true,
      fields: { givenName: contacts.givenName, familyName: contacts.familyName },
    }),
    emailAddresses: withRows(emailAddresses, { ...contactRow, fields: { address: contacts.email } }),
    subscriptions: withRows(subscribed, {
      match: 'contact',
      table: subscriptions,
      key: subscriptions.id,
      owner: subscriptions.contactId,
      fields: {
        list: sql`(select ${lists.name} from ${lists} where ${lists.id} = ${subscriptions.listId})`,
        status: subscriptions.status,
        subscribedAt: subscriptions.subscribedAt,
        unsubscribedAt: subscriptions.unsubscribedAt,
        signUpIpAddress: subscriptions.signUpIp,
      },
    }),
    mailEvents: withRows(measured, {
      match: 'contact',
      table: mailEvents,
      key: mailEvents.id,
      owner: mailEvents.contactId,
      fields: {
        kind: mailEvents.kind,
        at: mailEvents.at,
        campaign: mailEvents.campaign,
        url: mailEvents.url,
        ipAddress: mailEvents.ip,
      },
    }),
  },
  referrals: [
    {
      holding: 'customersLists',
      table: contacts,
      identifiers: { email: contacts.email },
      controller: { id: owners.id, label: owners.name },
      join: { table: owners, on: eq(owners.id, contacts.ownerId) },
      where: isNotNull(contacts.ownerId),
    },
  ],
  excluded: [
    { column: contacts.ownerId, reason: 'Whose list it is: empty in every row that is ours.' },
    { column: contacts.createdAt, reason: 'When the row was made. Goes with the row.' },
    { column: subscriptions.listId, reason: 'Exported as the name of the list.' },
  ],
})
