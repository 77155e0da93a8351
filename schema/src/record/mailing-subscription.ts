import { defineRecordType, field, text } from '../record-type.ts'

/** A place on a mailing list. */
export const MailingSubscription = defineRecordType({
  name: 'MailingSubscription',
  category: 'preference',
  description: 'A place on a mailing list.',
  fields: {
    list: field('preference', text(), 'Name of the list.'),
    status: field('preference', text(), 'active, unsubscribed, bounced or unconfirmed.'),
    subscribedAt: field('preference', text('date-time'), 'Since when.'),
    unsubscribedAt: field('preference', text('date-time'), 'When they left.'),
    signUpIpAddress: field('ipAddress', text('ip'), 'IP address of the sign-up.'),
  },
})
