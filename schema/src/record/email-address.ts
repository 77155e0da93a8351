import { z } from 'zod'
import { defineRecordType, field, text } from '../record-type.ts'

/** An e-mail address as stored. A malformed one is shown as it is, with an issue. */
export const EmailAddress = defineRecordType({
  name: 'EmailAddress',
  category: 'email',
  description: 'An e-mail address as stored. A malformed one is shown as it is, with an issue.',
  fields: {
    address: field('email', text('email'), 'The address.'),
    verified: field('email', z.boolean(), 'Whether the system has verified it.'),
  },
})
