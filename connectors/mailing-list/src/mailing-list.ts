import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, pick, withRows } from '@rechtop/connector/sql'
import { EmailAddress, MailEvent, MailingSubscription, PersonName } from '@rechtop/schema'
import { eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { contacts, lists, mailEvents, owners, subscriptions, suppressed } from './tables.ts'

const newsletter = { purpose: 'newsletter', basis: 'consent', fields: 'all', keep: 'until-asked' } as const
const own = { grain: 'record', role: 'controller', purposes: [newsletter], onErase: 'erase' } as const

const names = defineHolding({ ...own, type: PersonName })
const subscribed = defineHolding({ ...own, type: MailingSubscription })
const emailAddresses = defineHolding({ ...own, type: EmailAddress })
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
const contactRow = { table: contacts, where: ours } as const

/** The mailing lists: the company's own, and those that it keeps for its customers. */
export const mailingList = defineSqlConnector({
  name: 'mailing-list',
  processor: { name: 'MailCamp hosting', country: 'NL', agreement: 'hosting agreement 2023' },
  backupHorizon: 'P135D',
  gaps: [],
  matches: {
    contact: { table: contacts, identifiers: { email: contacts.email }, where: ours },
  },
  holdings: {
    names: withRows(names, {
      ...contactRow,
      part: true,
      fields: pick(contacts, 'givenName', 'familyName'),
    }),
    emailAddresses: withRows(emailAddresses, { ...contactRow, fields: { address: contacts.email } }),
    subscriptions: withRows(subscribed, {
      table: subscriptions,
      owner: subscriptions.contactId,
      fields: {
        list: sql`(select ${lists.name} from ${lists} where ${lists.id} = ${subscriptions.listId})`,
        ...pick(subscriptions, 'status', 'subscribedAt', 'unsubscribedAt'),
        signUpIpAddress: subscriptions.signUpIp,
      },
      withdrawal: {
        purpose: newsletter.purpose,
        at: subscriptions.unsubscribedAt,
        set: [{ column: subscriptions.status, to: 'unsubscribed' }],
      },
    }),
    mailEvents: withRows(measured, {
      table: mailEvents,
      owner: mailEvents.contactId,
      fields: {
        ...pick(mailEvents, 'kind', 'at', 'campaign', 'url'),
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
  suppression: { table: suppressed, identifiers: { email: suppressed.email } },
  excluded: [
    { column: contacts.ownerId, reason: 'Whose list it is: empty in every row that is ours.' },
    { column: contacts.createdAt, reason: 'When the row was made. Goes with the row.' },
    { column: subscriptions.listId, reason: 'Exported as the name of the list.' },
  ],
})
