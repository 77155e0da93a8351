import { defineHolding } from '@rechtop/connector'
import { defineSqlConnector, pick, withRows } from '@rechtop/connector/sql'
import { EmailAddress, PersonName } from '@rechtop/schema'
import { LoyaltyCard, LoyaltyMember, LoyaltyPoints } from './record-types.ts'
import { cards, customers, points } from './tables.ts'

const membership = {
  purpose: 'running the loyalty programme',
  basis: 'contract',
  fields: 'all',
  keep: { while: 'membership', citation: 'GDPR art. 6(1)(b)' },
} as const
const own = { grain: 'record', role: 'controller', onErase: 'erase', purposes: [membership] } as const

/** The loyalty programme: members, their cards, and the points on them. */
export const loyalty = defineSqlConnector({
  name: 'loyalty',
  processor: { name: 'Points hosting', country: 'NL', agreement: 'hosting agreement 2025' },
  backupHorizon: 'P30D',
  gaps: ['Paper forms from before 2020.'],
  matches: {
    customer: {
      table: customers,
      identifiers: { email: customers.email, customerNumber: customers.memberNumber },
    },
  },
  holdings: {
    names: withRows(defineHolding({ ...own, type: PersonName }), {
      table: customers,
      part: true,
      fields: pick(customers, 'givenName', 'familyName'),
    }),
    emailAddresses: withRows(defineHolding({ ...own, type: EmailAddress }), {
      table: customers,
      part: true,
      fields: { address: customers.email },
    }),
    members: withRows(
      defineHolding({
        ...own,
        type: LoyaltyMember,
        provides: { membership: 'memberUntil' },
        purposes: [
          { ...membership, fields: ['memberNumber', 'memberUntil'] },
          { purpose: 'birthday gift', basis: 'consent', fields: ['birthDate'], keep: 'until-asked' },
        ],
      }),
      {
        table: customers,
        fields: pick(customers, 'memberNumber', 'birthDate', 'memberUntil'),
        unread: [customers.passwordHash],
      },
    ),
    cards: withRows(defineHolding({ ...own, type: LoyaltyCard }), {
      table: cards,
      owner: cards.customerId,
      fields: pick(cards, 'number', 'issuedOn', 'blockedOn'),
    }),
    points: withRows(
      defineHolding({
        ...own,
        type: LoyaltyPoints,
        grain: 'set',
        purposes: [{ purpose: 'giving discounts', basis: 'contract', fields: 'all', keep: 'until-asked' }],
        dated: 'earnedAt',
      }),
      {
        table: points,
        owner: [points.cardId, cards.customerId],
        fields: pick(points, 'earnedAt', 'points', 'shop'),
      },
    ),
  },
  excluded: [{ column: customers.updatedAt, reason: 'When the row last changed. Goes with the row.' }],
})
