import { defineRecordType, field, text } from '@rechtop/connector'
import { z } from 'zod'

export const LoyaltyMember = defineRecordType({
  name: 'LoyaltyMember',
  category: 'account',
  description: 'A member of the loyalty programme.',
  fields: {
    memberNumber: field('account', text(), 'The number on the welcome letter.'),
    birthDate: field('account', text('date'), 'For the gift on their birthday.'),
    memberUntil: field('account', text('date'), 'Last day of the membership.'),
  },
})

export const LoyaltyCard = defineRecordType({
  name: 'LoyaltyCard',
  category: 'account',
  description: 'A card of a member.',
  fields: {
    number: field('account', text(), 'The number on the card.'),
    issuedOn: field('account', text('date'), 'When it was issued.'),
    blockedOn: field('account', text('date'), 'When it was blocked.'),
  },
})

export const LoyaltyPoints = defineRecordType({
  name: 'LoyaltyPoints',
  category: 'billing',
  description: 'Points earned in a shop: where somebody was, and when.',
  fields: {
    earnedAt: field('billing', text('date-time'), 'When.'),
    points: field('billing', z.number(), 'How many.'),
    shop: field('billing', text(), 'In which shop.'),
  },
})
