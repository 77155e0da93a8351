import { defineRecordType, field, text } from '../record-type.ts'

/** An IP address seen together with a person, outside a login. */
export const IpObservation = defineRecordType({
  name: 'IpObservation',
  category: 'ipAddress',
  description: 'An IP address seen together with a person: at sign-up, at confirmation, in a ticket.',
  fields: {
    ipAddress: field('ipAddress', text('ip'), 'The address.'),
    seenAt: field('ipAddress', text('date-time'), 'When it was seen.'),
    context: field('ipAddress', text(), 'On which occasion.'),
  },
})
